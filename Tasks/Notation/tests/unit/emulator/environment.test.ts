import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Job, JobOptions } from '../../../../../emulator/job';
import type { TaskOptions } from '../../../../../emulator/taskWork';
import { EmulatorFixture } from './emulatorFixture';

const dump = 'process.stdout.write(JSON.stringify({ env: process.env, cwd: process.cwd() }))';

const inputs = [
  { name: 'plain', type: 'string', defaultValue: ' default ' },
  { name: 'flag', type: 'boolean', defaultValue: true },
  { name: 'empty', type: 'string' },
  { name: 'folder', type: 'filePath' },
  { name: 'connection', type: 'connectedService:dockerregistry', aliases: ['registry'] },
  { name: 'file', type: 'secureFile' },
];

const endpoint = {
  id: '0A1B2C3D-0000-4000-8000-000000000001',
  name: 'my registry',
  type: 'dockerregistry',
  url: 'https://reg.example/',
  scheme: 'UsernamePassword',
  parameters: { username: 'ada', password: 'pa55word' },
  data: { registrytype: 'Others' },
};

describe('the environment of a step', () => {
  const bench = new EmulatorFixture();
  after(() => {
    bench.clear();
  });

  interface Seen {
    env: Record<string, string>;
    cwd: string;
    job: Job;
  }

  async function see(
    options: TaskOptions = {},
    jobOptions: JobOptions = {},
    arrange: (job: Job) => void = () => undefined,
  ): Promise<Seen> {
    const job = bench.job(jobOptions);
    job.addEndpoint(endpoint);
    job.addEndpoint({ ...endpoint, id: '0a1b2c3d-0000-4000-8000-000000000002', name: 'other' });
    job.addSecureFile({
      id: 'f0000000-0000-4000-8000-00000000000F',
      name: 'key.pem',
      ticket: 'tick',
    });
    arrange(job);
    const run = await job.run(bench.task(dump, { inputs }), options);
    return { ...(JSON.parse(run.raw.stdout) as Seen), job };
  }

  it('has every declared input', async () => {
    const { env, cwd, job } = await see(
      { inputs: { Empty: '  $(own) $(unknown) $(LANG) ' } },
      {
        variables: { own: ' $(Build.BuildId) ' },
      },
    );
    assert.equal(env['INPUT_PLAIN'], 'default');
    assert.equal(env['INPUT_FLAG'], 'true');
    // Trimmed before it is expanded; what a variable brings along is neither trimmed nor expanded.
    assert.equal(env['INPUT_EMPTY'], ' $(Build.BuildId)  $(unknown) C.UTF-8');
    assert.equal(env['INPUT_FOLDER'], job.sources);
    assert.equal(env['INPUT_CONNECTION'], '');
    assert.equal(cwd, job.sources);
  });

  it('has only the endpoints that an input names', async () => {
    const { env, job } = await see({ inputs: { registry: 'my registry', file: 'key.pem' } });
    const id = endpoint.id.toLowerCase();
    assert.equal(env['INPUT_CONNECTION'], endpoint.id);
    assert.equal(env[`ENDPOINT_URL_${id}`], endpoint.url);
    assert.equal(env[`ENDPOINT_AUTH_SCHEME_${id}`], 'UsernamePassword');
    assert.equal(env[`ENDPOINT_AUTH_PARAMETER_${id}_PASSWORD`], 'pa55word');
    assert.deepEqual(JSON.parse(env[`ENDPOINT_AUTH_${id}`] ?? ''), {
      parameters: endpoint.parameters,
      scheme: endpoint.scheme,
    });
    assert.equal(env[`ENDPOINT_DATA_${id}_REGISTRYTYPE`], 'Others');
    assert.equal(env['SECUREFILE_TICKET_f0000000-0000-4000-8000-00000000000f'], 'tick');
    const token = env['ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN'];
    assert.equal(token, job.variables.get('System.AccessToken'));
    assert.equal(env['SYSTEM_ACCESSTOKEN'], undefined);
    assert.ok(!JSON.stringify(env).includes('000000000002'));
  });

  it('has public variables, and secrets under their own name', async () => {
    const { env, job } = await see(
      { env: { MAPPED: '$(my.secret)' }, name: 'sign', displayName: 'Sign it' },
      { secrets: { 'my.secret': 's3cret' }, debug: true, culture: 'de-DE' },
    );
    assert.equal(env['AGENT_TEMPDIRECTORY'], join(job.root, '_work', '_temp'));
    assert.equal(env['AGENT_OS'], 'Linux');
    assert.equal(env['SYSTEM_CULTURE'], 'de-DE');
    assert.equal(env['SYSTEM_DEBUG'], 'true');
    assert.equal(env['TF_BUILD'], 'True');
    assert.equal(env['SYSTEM_TASKINSTANCENAME'], 'sign');
    assert.equal(env['TASK_DISPLAYNAME'], 'Sign it');
    assert.equal(env['SECRET_MY_SECRET'], 's3cret');
    assert.equal(env['MY_SECRET'], undefined);
    assert.equal(env['MAPPED'], 's3cret');
    assert.equal(env['VSTS_PROCESS_LOOKUP_ID'], job.lookupId);
    const names = JSON.parse(env['VSTS_SECRET_VARIABLES'] ?? '') as string[];
    assert.deepEqual(names.sort(), ['System.AccessToken', 'my.secret']);
    assert.ok(
      (JSON.parse(env['VSTS_PUBLIC_VARIABLES'] ?? '') as string[]).includes('Build.BuildId'),
    );
  });

  it('has nothing of ours but PATH', async () => {
    process.env['OURS'] = 'x';
    const { env, job } = await see({}, { environment: { EXTRA: 'y' } }, (own) => {
      own.prependPath('/first');
      own.prependPath('/second');
      own.prependPath('/first');
    });
    delete process.env['OURS'];
    assert.equal(env['OURS'], undefined);
    assert.equal(env['EXTRA'], 'y');
    assert.equal(env['HOME'], job.home);
    assert.ok(env['PATH']?.startsWith('/first:/second:'));
  });

  it('has the proxy and the certificates of the agent', async () => {
    const { env } = await see(
      {},
      {
        proxy: { url: 'http://proxy:8', username: 'u', password: 'proxypw', bypass: ['a\\.b'] },
        certificates: { ca: '/ca.pem', skipValidation: true },
      },
    );
    assert.equal(env['AGENT_PROXYURL'], 'http://proxy:8');
    assert.equal(env['AGENT_PROXYBYPASSLIST'], '["a\\\\.b"]');
    assert.equal(env['SECRET_AGENT_PROXYPASSWORD'], 'proxypw');
    assert.equal(env['AGENT_CAINFO'], '/ca.pem');
    assert.equal(env['AGENT_SKIPCERTVALIDATION'], 'True');
    assert.equal(env['HTTPS_PROXY'], undefined);
  });

  it('cannot be built for a connection that does not exist', () => {
    const job = bench.job();
    assert.throws(
      () => job.start(bench.task(dump, { inputs }), { inputs: { registry: 'nobody' } }),
      /'connection' references 'nobody'/,
    );
  });
});
