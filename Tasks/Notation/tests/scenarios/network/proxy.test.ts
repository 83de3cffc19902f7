import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Endpoint } from '../../../../../emulator/endpoint';
import type { Job, JobOptions } from '../../../../../emulator/job';
import type { StepRun } from '../../../../../emulator/run';
import { certificateAuthority, serverCertificate } from '../../fixtures/certificates';
import { startOidcServer } from '../../doubles/oidcServer';
import { type Proxy, startProxy } from '../../doubles/proxy';
import { pushImage } from '../../doubles/registry/image';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { type World, signInputs } from '../../fixtures/world';
import { codes, logOf } from '../../fixtures/network/releaseHost';
import { assertHidden } from '../../fixtures/secrets';

/** Names that nobody resolves: only the proxy knows the way. No proxy is asked for this machine itself. */
const name = 'registry.test';
const releases = 'releases.test';
const pipelines = 'pipelines.test';
const username = 'agent user';
const password = 'p@ss/word:of#proxy';
const inexpressible = '^https?://(a|b)[0-9]+\\.example/';
const bypass = ['localhost:1$', '\\.corp\\.example', inexpressible, '^https://mirror\\.example/'];

const installInputs = { command: 'install', version: '1.3.2', mirrorUrl: `http://${releases}` };

describe('an agent behind a proxy that demands a password', () => {
  let folder: string;
  let world: World;
  let proxy: Proxy;
  let authority: string;
  let reference: string;
  let routes: Record<string, string>;

  before(async function () {
    folder = mkdtempSync(path.join(tmpdir(), 'notation-proxy-'));
    const issuer = certificateAuthority({ folder, commonName: 'authority' });
    authority = issuer.certificatePath;
    const leaf = serverCertificate(issuer, [name, 'localhost'], { folder, commonName: name });
    const tls = { key: readFileSync(leaf.keyPath, 'utf8'), cert: leaf.pem + issuer.pem };
    world = await openSuiteWorld(this, { registry: { tls } });
    routes = {
      [`${name}:443`]: world.registry.host,
      [releases]: new URL(world.releases.url).host,
    };
    proxy = endedWith(this, await startProxy({ username, password, routes }));
    const { digest } = await pushImage(world.registry, 'app', 'v1');
    reference = `${name}/app@${digest}`;
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const settings = (): NonNullable<JobOptions['proxy']> => ({
    url: proxy.url,
    username,
    password,
    bypass,
  });

  function jobBehindProxy(options: JobOptions = {}): Job {
    return world.job({
      debug: true,
      proxy: settings(),
      certificates: { ca: authority },
      ...options,
    });
  }

  function assertSucceeded(step: StepRun): void {
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
  }

  function assertPasswordHidden(step: StepRun): void {
    const encoded = encodeURIComponent(password);
    assert(!step.raw.merged.includes(password));
    if (step.secrets.length > 0) assertHidden(step, [encoded]);
  }

  async function install(job: Job): Promise<void> {
    const step = await job.run(world.task, { inputs: installInputs });
    assertSucceeded(step);
    assertPasswordHidden(step);
  }

  /** What the proxy was asked for while something was done. */
  async function asked(action: () => Promise<unknown>): Promise<string[]> {
    const before = proxy.requests.length;
    await action();
    const requests = proxy.requests.slice(before);
    assert(requests.every(({ authorized }) => authorized));
    return requests.map(({ method, target }) => `${method} ${target}`);
  }

  it('N6 our downloads go through it', async () => {
    const ways = await asked(() => install(jobBehindProxy()));
    assert.equal(ways.length, 1);
    assert.match(ways[0] ?? '', /^GET http:\/\/releases\.test\/.*notation_1\.3\.2_/);
  });

  it('N6 nothing but the log of the step is written behind it', async () => {
    const inputs = { ...installInputs, version: 'latest' };
    const { raw } = await jobBehindProxy().run(world.task, { inputs });
    assert.equal(raw.stderr, '');
  });

  it('N6 our downloads go past it where its bypass list says so', async () => {
    const around = jobBehindProxy({ proxy: { ...settings(), bypass: ['releases\\.test'] } });
    const ways = await asked(async () => {
      const step = await around.run(world.task, { inputs: installInputs });
      assert.deepEqual([step.result, codes(step)], ['Failed', ['DownloadFailed']], logOf(step));
      assert.match(step.issues[0]?.message ?? '', /ENOTFOUND|EAI_AGAIN/);
    });
    assert.deepEqual(ways, []);
  });

  it('N10 no proxy is asked for this machine itself', async () => {
    const inputs = { ...installInputs, mirrorUrl: world.releases.url };
    const ways = await asked(async () => {
      assertSucceeded(await jobBehindProxy().run(world.task, { inputs }));
    });
    assert.deepEqual(ways, []);
  });

  it('N6 notation reaches a registry through it, over TLS, and signs and verifies', async () => {
    const job = jobBehindProxy();
    await install(job);
    const calls = world.vault.calls().length;
    const ways = await asked(async () => {
      const inputs = { ...signInputs(world), artifactRefs: reference };
      const signed = await job.run(world.task, { inputs });
      assertSucceeded(signed);
      assertPasswordHidden(signed);
      const trust = { command: 'verify', artifactRefs: reference, ...world.trust(job) };
      const verified = await job.run(world.task, { inputs: trust });
      assertSucceeded(verified);
      assertPasswordHidden(verified);
    });
    assert(ways.includes(`CONNECT ${name}:443`), ways.join('\n'));
    const environments = world.vault
      .calls()
      .slice(calls)
      .map(({ environment }) => environment);
    assert(environments.length > 0);
    const address = proxy.url.replace('://', '://agent%20user:p%40ss%2Fword%3Aof%23proxy@');
    for (const environment of environments) {
      assert.equal(environment['HTTPS_PROXY'], address);
      assert.equal(environment['HTTP_PROXY'], address);
      const exceptions = 'localhost:1,.corp.example,mirror.example,169.254.169.254';
      assert.equal(environment['NO_PROXY'], exceptions);
      assert.equal(environment['SSL_CERT_FILE'], authority);
      assert.equal(environment['AGENT_PROXYPASSWORD'], undefined);
      assert.equal(environment['SECRET_AGENT_PROXYPASSWORD'], undefined);
    }
  });

  it('N6 names what of the bypass list notation cannot be told', async () => {
    const job = jobBehindProxy();
    const step = await job.run(world.task, { inputs: installInputs });
    const notes = step.log.filter((line) => line.includes('NO_PROXY cannot say'));
    assert(
      notes.some((line) => line.endsWith(inexpressible)),
      logOf(step),
    );
    assert(
      notes.every((line) => !line.includes('corp')),
      notes.join('\n').replaceAll('##', '@@'),
    );
  });

  it('N6 without its certificates notation refuses the registry, with a remedy', async () => {
    const job = jobBehindProxy();
    await install(job);
    job.variables.set('Agent.CAInfo', '');
    const inputs = { ...signInputs(world), artifactRefs: reference };
    const step = await job.run(world.task, { inputs });
    const expected = ['Failed', ['RegistryCertificateRefused']];
    assert.deepEqual([step.result, codes(step)], expected, logOf(step));
  });

  it('N6 with a wrong password: the download ends with one clear error', async () => {
    const wrong = 'wrong-password';
    const job = jobBehindProxy({ proxy: { ...settings(), password: wrong } });
    const before = proxy.requests.length;
    const step = await job.run(world.task, { inputs: installInputs });
    assert.deepEqual([step.result, codes(step)], ['Failed', ['DownloadFailed']], logOf(step));
    assert.match(step.issues[0]?.message ?? '', /407/);
    // Asked more often, it might lock the account.
    assert.equal(proxy.requests.length - before, 1);
    assert(!step.raw.merged.includes(wrong));
  });

  it('N6 N10 the proxy of the agent counts before what the step’s own environment says', async () => {
    const job = jobBehindProxy();
    await install(job);
    const calls = world.vault.calls().length;
    const env = {
      https_proxy: 'http://127.0.0.1:9',
      HTTP_PROXY: 'http://127.0.0.1:9',
      no_proxy: 'x.test',
    };
    await job.run(world.task, { inputs: { ...signInputs(world), artifactRefs: reference }, env });
    const environments = world.vault.calls().slice(calls);
    assert(environments.length > 0);
    for (const { environment } of environments) {
      assert(environment['HTTPS_PROXY']?.endsWith(new URL(proxy.url).host));
      assert.equal(environment['HTTP_PROXY'], environment['HTTPS_PROXY']);
      assert(environment['NO_PROXY']?.startsWith('x.test,localhost:1,'));
      assert.deepEqual(
        [environment['https_proxy'], environment['no_proxy']],
        [undefined, undefined],
      );
    }
  });

  it('N6 N10 without a proxy of the agent the step’s own counts, in one spelling', async () => {
    const job = world.job({ certificates: { ca: authority } });
    const calls = world.vault.calls().length;
    const own = proxy.url.replace('://', `://agent%20user:${encodeURIComponent(password)}@`);
    const env = { https_proxy: own, http_proxy: own, no_proxy: 'x.test' };
    const ways = await asked(async () => {
      const step = await job.run(world.task, { inputs: installInputs, env });
      assertSucceeded(step);
      const inputs = { ...signInputs(world), artifactRefs: reference };
      assertSucceeded(await job.run(world.task, { inputs, env }));
    });
    assert(ways[0]?.startsWith(`GET http://${releases}/`), ways.join('\n'));
    assert(ways.includes(`CONNECT ${name}:443`), ways.join('\n'));
    for (const { environment } of world.vault.calls().slice(calls)) {
      assert.deepEqual([environment['HTTPS_PROXY'], environment['HTTP_PROXY']], [own, own]);
      assert.equal(environment['NO_PROXY'], 'x.test,169.254.169.254');
      assert.equal(environment['https_proxy'], undefined);
    }
  });

  it('N6 a federated token is asked for through it', async () => {
    const oidc = await startOidcServer('federated-token-of-this-test');
    try {
      routes[pipelines] = new URL(oidc.url).host;
      const collection = `http://${pipelines}/`;
      const uri = `${collection}oidctoken`;
      const variables = { 'System.CollectionUri': collection, 'System.OidcRequestUri': uri };
      const job = jobBehindProxy({ variables });
      const federated: Endpoint = {
        ...world.connection,
        id: 'a1b2c3d4-0000-4000-8000-00000000000f',
        name: 'federated-connection',
        scheme: 'WorkloadIdentityFederation',
        parameters: { tenantid: 'tenant', serviceprincipalid: 'client' },
      };
      job.addEndpoint(federated);
      await install(job);
      const azurekvServiceConection = federated.name;
      const inputs = { ...signInputs(world), artifactRefs: reference, azurekvServiceConection };
      const ways = await asked(async () => {
        assertPasswordHidden(await job.run(world.task, { inputs }));
      });
      assert(
        ways.some((way) => way.startsWith(`POST ${uri}?`)),
        ways.join('\n'),
      );
    } finally {
      await oidc.stop();
    }
  });
});
