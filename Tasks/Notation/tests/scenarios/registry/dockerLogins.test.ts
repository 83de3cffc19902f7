import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Job } from '../../../../../emulator/job';
import type { StepRun } from '../../../../../emulator/run';
import type { Fault, FaultRequest } from '../../doubles/registry/faults';
import { type Registry, startRegistry } from '../../doubles/registry/registry';
import { TestJob } from '../../fixtures/job/testJob';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import { storeSigned } from '../../fixtures/registry/content';
import { authOf, writeDockerConfig } from '../../fixtures/registry/logins';
import { assertHidden, shownBy } from '../../fixtures/secrets';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';

const login = { username: 'reader', password: 'the-docker-pass-word' };
const identityToken = 'the-identity-token-of-a-user';
const registryToken = 'the-registry-token-of-a-user';
const repository = 'team/app';
const notFound = 'credentials not found in native keychain';

describe('R6 the logins that docker keeps', () => {
  let world: World;
  let basic: Registry;
  let bearer: Registry;

  before(async function () {
    world = await openSuiteWorld(this);
    const refreshTokens = [identityToken];
    basic = endedWith(this, await startRegistry({ authentication: { kind: 'basic', ...login } }));
    const authentication = { kind: 'bearer', ...login, refreshTokens } as const;
    bearer = endedWith(this, await startRegistry({ authentication }));
  });

  beforeEach(() => {
    for (const registry of [basic, bearer]) registry.reset();
  });

  type Config = (host: string, job: Job) => unknown;

  async function verify(
    registry: Registry,
    config: Config,
    environment: Record<string, string> = {},
  ): Promise<{ run: StepRun; file: string }> {
    const { reference } = storeSigned(registry, repository, world.certificate);
    const testJob = TestJob.at(world, newestNotation());
    const { job } = testJob;
    const file = writeDockerConfig(job, config(registry.host, job));
    const folders = [path.dirname(newestNotation().path), bin(job), process.env['PATH'] ?? ''];
    const PATH = folders.join(path.delimiter);
    const usual = { command: 'verify', artifactRefs: reference, ...world.trust(job) };
    const run = await job.run(world.task, { inputs: usual, env: { PATH, ...environment } });
    return { run, file };
  }

  const bin = ({ root }: Job): string => path.join(root, 'bin');

  /** Installs a credential helper. */
  function helper(job: Job, name: string, script: string): void {
    mkdirSync(bin(job), { recursive: true });
    const file = path.join(bin(job), `docker-credential-${name}`);
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  const answer = (host: string, user: string, secret: string): string =>
    `read address
test "$1-$address" = "get-${host}" || { echo '${notFound}'; exit 1; }
echo '{"ServerURL":"x","Username":"${user}","Secret":"${secret}"}'`;
  const password = { username: login.username, password: login.password };

  const forms: readonly [name: string, config: Config][] = [
    ['auth', (host) => ({ auths: { [host]: { auth: authOf(login) } } })],
    ['user name and password', (host) => ({ auths: { [host]: password } })],
    [
      'auth, under an address',
      (host) => ({ auths: { [`https://${host}/v1/`]: { auth: authOf(login) } } }),
    ],
    [
      'auth, under a host in upper case',
      (host) => ({ auths: { [host.toUpperCase()]: { auth: authOf(login) } } }),
    ],
    [
      'credHelpers',
      (host, job) => {
        helper(job, 'one', answer(host, login.username, login.password));
        helper(job, 'two', 'exit 9');
        return { credsStore: 'two', credHelpers: { [host]: 'one' } };
      },
    ],
    [
      'credHelpers, under a host in upper case',
      (host, job) => {
        helper(job, 'one', answer(host, login.username, login.password));
        return { credHelpers: { [host.toUpperCase()]: 'one' } };
      },
    ],
    [
      'credsStore',
      (host, job) => {
        helper(job, 'two', answer(host, login.username, login.password));
        return { credsStore: 'two', credHelpers: { 'other.example': 'one' } };
      },
    ],
  ];
  for (const [name, config] of forms) {
    it(`R6 reads a login by ${name}, for Basic and for tokens`, async () => {
      for (const registry of [basic, bearer]) {
        const { run } = await verify(registry, config);
        assert.deepEqual([run.result, run.issues], ['Succeeded', []], logOf(run));
        assertHidden(run, [login.password, authOf(login)]);
        const shown = registry.requests.flatMap(({ headers }) => headers.authorization ?? []);
        assert(shown.includes(`Basic ${authOf(login)}`));
      }
    });
  }

  const identities: readonly [name: string, config: Config][] = [
    ['identitytoken', (host) => ({ auths: { [host]: { identitytoken: identityToken } } })],
    [
      'identitytoken beside a user',
      (host) => ({ auths: { [host]: { auth: authOf(login), identitytoken: identityToken } } }),
    ],
    [
      'a helper that gives <token>',
      (host, job) => {
        helper(job, 'two', answer(host, '<token>', identityToken));
        return { credsStore: 'two' };
      },
    ],
  ];
  for (const [name, config] of identities) {
    it(`R6 posts an identity token: ${name}`, async () => {
      const { run } = await verify(bearer, config);
      assert.deepEqual([run.result, run.issues], ['Succeeded', []], logOf(run));
      assertHidden(run, [identityToken]);
      const tokens = bearer.requests.filter(({ path: asked }) => asked.startsWith('/token'));
      assert.deepEqual(
        tokens.map(({ method }) => method),
        ['POST'],
      );
      const form = new URLSearchParams(tokens[0]?.body.toString());
      assert.equal(form.get('refresh_token'), identityToken);
    });
  }

  it('R6 sends a registry token to the registry as it is', async () => {
    bearer.faults = ({ headers, kind }: FaultRequest): Fault | undefined => {
      assert.notEqual(kind, 'token');
      const isRight = headers.authorization === `Bearer ${registryToken}`;
      return isRight ? undefined : challenge;
    };
    const challenge = {
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer realm="https://tokens.example/",service="x"' },
    };
    // The registry itself knows no such token: what it holds is given here.
    const guard = bearer.faults;
    bearer.faults = (request) => guard(request) ?? truth(request);
    const { run } = await verify(bearer, (host) => ({
      auths: { [host]: { registrytoken: registryToken } },
    }));
    assert.deepEqual([run.result, run.issues], ['Succeeded', []], logOf(run));
    assertHidden(run, [registryToken]);
    assert(bearer.requests.every(({ path: asked }) => !asked.startsWith('/token')));
  });

  function truth({ kind, repository: from = '', reference = '' }: FaultRequest): Fault {
    const { store } = bearer;
    if (kind === 'referrers') {
      const headers = { 'Content-Type': 'application/vnd.oci.image.index.v1+json' };
      return { status: 200, headers, body: { manifests: store.referrersOf(from, reference) } };
    }
    const manifest = store.manifest(from, reference);
    const type = manifest?.mediaType ?? 'application/octet-stream';
    const body = manifest?.body ?? store.blobs(from).get(reference);
    return { status: 200, headers: { 'Content-Type': type }, body };
  }

  it('R6 reads the configuration that DOCKER_CONFIG of the step names', async () => {
    const folder = path.join(world.root, 'docker-config');
    mkdirSync(folder, { recursive: true });
    const config = { auths: { [basic.host]: { auth: authOf(login) } } };
    writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config));
    const { run } = await verify(basic, () => '{', { DOCKER_CONFIG: folder });
    assert.deepEqual([run.result, run.issues], ['Succeeded', []], logOf(run));
  });

  it('R6 tells where the registry does not accept a login, and where there is none', async () => {
    const wrong = authOf({ ...login, password: 'another-pass-word' });
    for (const registry of [basic, bearer]) {
      for (const auths of [{ [registry.host]: { auth: wrong } }, {}]) {
        const { run } = await verify(registry, () => ({ auths }));
        assert.deepEqual(codesOf(run), ['RegistryUnauthorized'], logOf(run));
        assert(run.issues[0]?.message.includes(registry.host));
      }
    }
  });

  const broken: readonly [name: string, config: Config, words: RegExp][] = [
    ['an empty file', () => '', /it is empty/],
    ['half a file', (host) => `{"auths":{"${host}":{"auth":"${authOf(login)}`, /not valid JSON/],
    ['a list', () => '[]', /not a JSON object/],
    [
      'an auth that is no base64',
      (host) => ({ auths: { [host]: { auth: `!${authOf(login)}` } } }),
      /the login of .* is malformed/,
    ],
    [
      'an auth without a colon',
      (host) => ({ auths: { [host]: { auth: Buffer.from(login.password).toString('base64') } } }),
      /the login of .* is malformed/,
    ],
    ['a helper that is a path', () => ({ credsStore: '../evil' }), /name of a credential helper/],
  ];
  for (const [name, config, words] of broken) {
    it(`R6 refuses ${name} by the name of the file, and calls nobody`, async () => {
      const { run, file } = await verify(basic, config);
      assert.deepEqual(codesOf(run), ['DockerConfigUnreadable'], logOf(run));
      const message = run.issues[0]?.message ?? '';
      assert(message.includes(file), message);
      assert.match(message, words);
      assert.deepEqual(shownBy(run, [login.password, authOf(login)]), []);
      assert.deepEqual(basic.requests, []);
    });
  }

  const secret = 'the-secret-of-a-helper';
  const failing: readonly [name: string, script: string | undefined, words: RegExp][] = [
    ['S5 is missing', undefined, /no such program is on the PATH/],
    ['S5 fails with the secret on its output', `echo ${secret}; exit 3`, /exit code 3/],
    ['S5 fails with the secret on its errors', `echo ${secret} >&2; exit 3`, /exit code 3/],
    ['S5 answers no JSON', `echo ${secret}`, /not what a credential helper gives/],
    ['S5 answers half a JSON', `echo '{"Username":"u","Secret":"${secret}'`, /not what/],
    ['S6 writes without end', `exec yes ${secret}`, /more than 131072 bytes/],
    ['S6 writes errors without end', `exec yes ${secret} >&2`, /more than 131072 bytes/],
    ['S6 ends by a signal', `echo ${secret}; kill -9 $$`, /exit code none/],
  ];
  for (const [name, script, words] of failing) {
    it(`R6 names a helper that ${name}, and shows nothing of what it wrote`, async () => {
      const { run } = await verify(basic, (_, job) => {
        if (script !== undefined) helper(job, 'two', script);
        return { credsStore: 'two' };
      });
      assert.deepEqual(codesOf(run), ['CredentialHelperFailed'], logOf(run));
      const message = run.issues[0]?.message ?? '';
      assert(message.includes('docker-credential-two'), message);
      assert(message.includes(basic.host), message);
      assert.match(message, words);
      assert.deepEqual(shownBy(run, [secret]), []);
    });
  }

  it('R6 asks a helper once for all artifacts', async () => {
    const calls = path.join(world.root, 'calls');
    const { reference } = storeSigned(basic, repository, world.certificate);
    const testJob = TestJob.at(world, newestNotation());
    const { job } = testJob;
    helper(job, 'two', `echo x >> ${calls}\n${answer(basic.host, login.username, login.password)}`);
    writeDockerConfig(job, { credsStore: 'two' });
    const others = [1, 2, 3].map(() => storeSigned(basic, repository, world.certificate).reference);
    const inputs = { command: 'verify', artifactRefs: [reference, ...others].join('\n') };
    const PATH = [bin(job), path.dirname(newestNotation().path), process.env['PATH']].join(':');
    const all = { inputs: { ...inputs, ...world.trust(job) }, env: { PATH } };
    const run = await job.run(world.task, all);
    assert.deepEqual([run.result, run.issues], ['Succeeded', []], logOf(run));
    assert.equal(readFileSync(calls, 'utf8'), 'x\n');
  });
});
