import assert from 'node:assert/strict';
import { shortenDigests } from '../../../src/text/shortDigest';
import type { StepRun } from '../../../../../emulator/run';
import { type Proxy, startProxy } from '../../doubles/proxy';
import { basic } from '../../doubles/registry/client';
import type { FaultRequest } from '../../doubles/registry/faults';
import { type Registry, startRegistry } from '../../doubles/registry/registry';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, codesOf, logOf } from '../../fixtures/job/logAssertions';
import { storeSigned } from '../../fixtures/registry/content';
import { authOf, writeDockerConfig } from '../../fixtures/registry/logins';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import { type World, registryLogin } from '../../fixtures/world';

const repository = 'team/app';
const login = basic(registryLogin);
const proxyLogin = { username: 'agent', password: 'proxy-pass-word' };
const secrets = [
  registryLogin.password,
  authOf(registryLogin),
  proxyLogin.password,
  authOf(proxyLogin),
  'test-client-secret', // of the vault, which sign masks
];

const commands = ['verify', 'inspect', 'sign'] as const;
type Command = (typeof commands)[number];
const ways = ['docker configuration', 'service connection'] as const;
type Way = (typeof ways)[number];

describe('where the login of a registry goes', () => {
  let world: World;
  let registry: Registry;
  /** A host that gets nothing unless a test says so. */
  let other: Registry;
  /** Whatever the step asks of other machines comes here. */
  let proxy: Proxy;
  let artifact: string;

  before(async function () {
    const authentication = { kind: 'basic', ...registryLogin } as const;
    world = await openSuiteWorld(this, { registry: { authentication } });
    ({ registry } = world);
    other = endedWith(this, await startRegistry());
    proxy = endedWith(this, await startProxy(proxyLogin));
  });

  beforeEach(() => {
    for (const each of [registry, other]) each.reset();
    ({ reference: artifact } = storeSigned(registry, repository, world.certificate));
  });

  const otherHost = (): string => `127.0.0.1:${other.host.split(':')[1] ?? ''}`;

  async function run(command: Command, way: Way = 'docker configuration'): Promise<StepRun> {
    const testJob = TestJob.at(world, newestNotation(), {
      proxy: { url: proxy.url, ...proxyLogin },
    });
    const { job } = testJob;
    const isConnection = way === 'service connection';
    if (!isConnection) {
      writeDockerConfig(job, { auths: { [registry.host]: { auth: authOf(registryLogin) } } });
    }
    const inputs: Record<string, string> = isConnection
      ? { containerRegistry: world.registryConnection.name }
      : {};
    if (command === 'verify') return testJob.verify(artifact, {}, inputs);
    if (command === 'sign') return testJob.sign(artifact, inputs);
    return job.run(world.task, { inputs: { command, artifactRefs: artifact, ...inputs } });
  }

  function assertRefused(run: StepRun, code: string, hosts: readonly string[]): void {
    assertOnlyTaskCommands(run, 'Failed', secrets);
    assert.deepEqual(codesOf(run), [code], logOf(run));
    const message = run.issues[0]?.message ?? '';
    for (const host of [shortenDigests(artifact), ...hosts])
      assert(message.includes(host), message);
  }

  /** The logins that a host was shown. */
  const shownTo = ({ requests }: Registry): string[] =>
    requests.flatMap(({ headers: { authorization } }) => authorization ?? []);

  function assertUntold(): void {
    assert.deepEqual(shownTo(other), []);
    const bodies = Buffer.concat(other.requests.map(({ body }) => body)).toString();
    const paths = other.requests.map(({ path }) => path).join('\n');
    assert(!secrets.some((secret) => (bodies + paths).includes(secret)));
    assert.deepEqual(proxy.requests, []);
  }

  const realms: readonly [name: string, realm: () => URL][] = [
    ['another host in plain HTTP', () => new URL(`http://${otherHost()}/token`)],
    ['another host by TLS and its number', () => new URL(`https://${otherHost()}/token`)],
    ['a private address', () => new URL('https://10.255.255.1/token')],
    ['the metadata service', () => new URL('http://169.254.169.254/metadata/token')],
    ['the metadata service by TLS', () => new URL('https://169.254.169.254/metadata/token')],
    ['a public host in plain HTTP', () => new URL('http://tokens.example/token')],
  ];
  for (const [name, realm] of realms) {
    for (const command of commands) {
      it(`R1 ${command} sends nothing to a token service at ${name}`, async () => {
        registry.faults = () => ({
          status: 401,
          headers: { 'WWW-Authenticate': `Bearer realm="${realm().href}",service="x"` },
        });
        for (const way of ways) {
          const step = await run(command, way);
          assertRefused(step, 'CredentialDestinationRefused', [registry.host, realm().host]);
          assert.deepEqual(other.requests, []);
          assertUntold();
          // notation's own client, which follows any realm, was not started.
          assert.equal(registry.requests.length, 1);
          registry.requests.length = 0;
        }
      });
    }
  }

  it('R1 the login of each kind reaches the registry itself, and no other host', async () => {
    for (const command of commands) {
      for (const way of ways) {
        registry.requests.length = 0;
        const step = await run(command, way);
        assert.equal(step.result, 'Succeeded', logOf(step));
        assert.deepEqual([...new Set(shownTo(registry))], [login], `${command} by ${way}`);
        assertUntold();
        assert.deepEqual(other.requests, []);
      }
    }
  });

  const redirected: readonly [name: string, is: (request: FaultRequest) => boolean][] = [
    ['question', ({ kind, method }) => kind === 'manifest' && method === 'HEAD'],
    ['listing', ({ kind }) => kind === 'referrers'],
    ['signature manifest', ({ kind, method }) => kind === 'manifest' && method === 'GET'],
    ['envelope', ({ kind, method }) => kind === 'blob' && method === 'GET'],
  ];
  for (const [name, is] of redirected) {
    /** The registry sends who is logged in elsewhere, where the same content is. */
    const redirect = (): void => {
      registry.faults = (request) =>
        is(request) && request.headers.authorization === login
          ? { redirect: `http://${otherHost()}${request.path}` }
          : undefined;
      other.faults = ({ method, path, repository: from = '', reference = '', kind }) => {
        const { store } = registry;
        if (kind === 'referrers') {
          const manifests = store.referrersOf(from, reference);
          const headers = { 'Content-Type': 'application/vnd.oci.image.index.v1+json' };
          return { status: 200, headers, body: { schemaVersion: 2, manifests } };
        }
        const manifest = store.manifest(from, reference);
        const body = manifest?.body ?? store.blobs(from).get(reference);
        assert(body !== undefined, `${method} ${path}`);
        const headers = { 'Content-Type': manifest?.mediaType ?? 'application/octet-stream' };
        return { status: 200, headers, body };
      };
    };

    for (const command of ['verify', 'inspect'] as const) {
      it(`R1 ${command} follows a redirect of the ${name} to another origin without the login`, async () => {
        redirect();
        for (const way of ways) {
          other.requests.length = 0;
          const step = await run(command, way);
          assert.equal(step.result, 'Succeeded', logOf(step));
          assert(other.requests.length > 0, 'the redirect was not followed');
          assertUntold();
          assert(shownTo(registry).includes(login));
        }
      });

      it(`R1 ${command} answers no challenge of another origin to the ${name}`, async () => {
        redirect();
        const challenge = `Bearer realm="http://${otherHost()}/token",service="x"`;
        const challenges = ['Basic realm="x"', challenge];
        for (const [index, header] of challenges.entries()) {
          other.requests.length = 0;
          other.faults = () => ({ status: 401, headers: { 'WWW-Authenticate': header } });
          const step = await run(command, ways[index]);
          const told = step.raw.stdout;
          assert(told.includes(otherHost()), logOf(step));
          if (command === 'verify') assertOnlyTaskCommands(step, 'Failed', secrets);
          assert(
            other.requests.length > 0 && other.requests.every(({ path }) => path !== '/token'),
          );
          assertUntold();
        }
      });
    }

    it(`R1 verify follows no redirect of the ${name} to the metadata service`, async () => {
      registry.faults = (request) =>
        is(request) ? { redirect: 'http://169.254.169.254/metadata/x?sig=hidden' } : undefined;
      const step = await run('verify');
      assertOnlyTaskCommands(step, 'Failed', secrets);
      const message = step.issues[0]?.message ?? '';
      assert(message.includes(`${registry.host} redirects to 169.254.169.254`), message);
      assert.doesNotMatch(step.raw.stdout, /sig=hidden/);
    });
  }

  for (const command of ['verify', 'inspect'] as const) {
    it(`R1 ${command} asks no other host for the next page of a listing`, async () => {
      registry.faults = ({ kind }) =>
        kind === 'referrers'
          ? { headers: { Link: `<http://${otherHost()}/v2/x>; rel="next"` } }
          : undefined;
      for (const way of ways) {
        const step = await run(command, way);
        assertRefused(step, 'RegistryAnswerRefused', [registry.host, otherHost()]);
        assert.deepEqual(other.requests, []);
        assertUntold();
      }
    });
  }

  it('R1 verify shows a redirect’s address nowhere: it may hold a signature', async () => {
    registry.faults = ({ kind, path }) =>
      kind === 'blob' ? { redirect: `${path}?sig=hidden-in-address` } : undefined;
    const step = await run('verify');
    assertOnlyTaskCommands(step, 'Failed', secrets);
    assert.doesNotMatch(step.raw.merged, /hidden-in-address/);
    assert.equal(registry.requests.filter(({ path }) => path.includes('sig=')).length, 5);
  });
});
