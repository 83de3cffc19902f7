import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Docker, startDocker } from '../../../../../emulator/docker';
import type { Job } from '../../../../../emulator/job';
import type { StepRun } from '../../../../../emulator/run';
import { EmulatorFixture } from './emulatorFixture';

type Inputs = Record<string, string>;

function connect(job: Job, name: string, registry: string): void {
  job.addEndpoint({
    id: `0a1b2c3d-0000-4000-8000-00000000000${job.endpoints.length}`,
    name,
    type: 'dockerregistry',
    url: 'https://hub.docker.com/',
    scheme: 'UsernamePassword',
    parameters: { username: `${name}-user`, password: `${name}-pass`, registry },
    data: { registrytype: 'Others' },
  });
}

describe('the emulated Docker task', () => {
  const bench = new EmulatorFixture();
  let job: Job;
  let pushed: unknown[];
  let docker: Docker;

  beforeEach(() => {
    job = bench.job();
    connect(job, 'one', 'https://one.example/');
    connect(job, 'two', 'two.example:5000');
    pushed = [];
    docker = {
      pushImage: (...push) => {
        pushed.push(push);
        return Promise.resolve({ digest: `sha256:${push[1].length}` });
      },
    };
  });
  after(() => {
    bench.clear();
  });

  async function run(inputs: Inputs, own = docker): Promise<StepRun> {
    const done = await startDocker(job, own, { inputs }).done;
    assert.equal(done.result, 'Succeeded', done.log.join('\n'));
    return done;
  }

  function auths(): string[] {
    const folder = job.variables.get('DOCKER_CONFIG') ?? '';
    const text = readFileSync(join(folder, 'config.json'), 'utf8');
    return Object.keys((JSON.parse(text) as { auths: object }).auths);
  }

  it('logs in to one configuration for several registries', async () => {
    await run({ command: 'login', containerRegistry: 'one' });
    const folder = job.variables.get('DOCKER_CONFIG') ?? '';
    assert.match(folder.slice(job.temp.length), /^\/DockerConfig_\d+$/);
    assert.deepEqual(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')), {
      auths: { 'https://one.example/': { auth: 'b25lLXVzZXI6b25lLXBhc3M=', email: '' } },
      HttpHeaders: { 'X-Meta-Source-Client': 'VSTS' },
    });
    await run({ command: 'login', containerRegistry: 'two' });
    assert.equal(job.variables.get('DOCKER_CONFIG'), folder);
    assert.deepEqual(auths(), ['https://one.example/', 'two.example:5000']);
    await run({ command: 'logout', containerRegistry: 'one' });
    assert.deepEqual(auths(), ['two.example:5000']);
    await run({ command: 'logout' });
    assert.equal(job.variables.get('DOCKER_CONFIG'), '');
    assert.ok(!existsSync(folder));
  });

  it('pushes every tag, and names an image once', async () => {
    await run({ containerRegistry: 'one', repository: 'team/app', tags: 'a\n b' });
    const credentials = { username: 'one-user', password: 'one-pass' };
    assert.deepEqual(pushed, [
      ['one.example', 'team/app', 'a', credentials],
      ['one.example', 'team/app', 'b', credentials],
    ]);
    assert.equal(job.variables.get('RESOURCE_URIS'), 'https://one.example/team/app@sha256:8');
    // Logged out again, since it had logged in for itself.
    assert.equal(job.variables.get('DOCKER_CONFIG'), '');
    assert.deepEqual(readdirSync(job.temp), []);
  });

  it('keeps an earlier login to the same registry', async () => {
    await run({ command: 'login', containerRegistry: 'one' });
    await run({ command: 'push', containerRegistry: 'one', repository: 'app' });
    assert.deepEqual(auths(), ['https://one.example/']);
    await run({ command: 'push', containerRegistry: 'two', repository: 'app' });
    assert.deepEqual(auths(), ['https://one.example/']);
  });

  it('pushes wherever it is logged in, and loses deep names', async () => {
    await run({ command: 'login', containerRegistry: 'one' });
    await run({ command: 'login', containerRegistry: 'two' });
    await run({ command: 'push', repository: 'a/b' });
    const both = 'https://one.example/a/b@sha256:3,https://two.example:5000/a/b@sha256:3';
    assert.equal(job.variables.get('RESOURCE_URIS'), both);
    await run({ command: 'push', repository: 'a/b/c' });
    const lossy = ',https://docker.io/library/two.example@sha256:5';
    assert.equal(job.variables.get('RESOURCE_URIS'), lossy);
    await run({ command: 'push', containerRegistry: 'one', repository: 'a/b/c' });
    assert.equal(job.variables.get('RESOURCE_URIS'), '');
  });

  it('can leave the digest out, and defaults to the id of the build', async () => {
    await run({ containerRegistry: 'one', repository: 'app' }, { ...docker, emptyDigest: true });
    assert.equal(job.variables.get('RESOURCE_URIS'), 'https://one.example/app@sha256:');
    assert.equal((pushed[0] as string[])[2], '20');
  });
});
