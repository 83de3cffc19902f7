import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type Certificate,
  certificateAuthority,
  serverCertificate,
} from '../../fixtures/certificates';
import { type Proxy, startProxy } from '../../doubles/proxy';
import { type ReleaseHost, logOf, openReleaseHost } from '../../fixtures/network/releaseHost';

/** A name that nobody resolves: only the proxy knows the way. */
const host = 'releases.test';
const username = 'user';
const password = 'p@ss-word:1';

/** As variables and the agent write it. */
const login = `${username}:${encodeURIComponent(password)}`;

describe('the variables that name a proxy', () => {
  let folder: string;
  let authority: Certificate;
  let releaseHost: ReleaseHost;
  let proxy: Proxy;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'notation-variables-'));
    authority = certificateAuthority({ folder, commonName: 'authority', key: 'EC-256' });
    const options = { folder, commonName: host, key: 'EC-256' } as const;
    const { keyPath, pem } = serverCertificate(authority, [host, '127.0.0.1'], options);
    const tls = { key: readFileSync(keyPath, 'utf8'), cert: pem };
    releaseHost = await openReleaseHost({ tls, host: `https://${host}` });
    const routes = { [`${host}:443`]: new URL(releaseHost.server.url).host };
    proxy = await startProxy({ username, password, routes });
  });
  after(async () => {
    await Promise.all([releaseHost.close(), proxy.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    releaseHost.server.setFault(undefined);
  });

  /** What of an install step the proxy was asked for. */
  async function asked(
    env: Readonly<Record<string, string>>,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<string[]> {
    const before = proxy.requests.length;
    const job = releaseHost.job({ variables, certificates: { ca: authority.certificatePath } });
    const step = await releaseHost.install(job, {}, { env });
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
    assert(!logOf(step).includes(password) && !logOf(step).includes(login), 'a password is shown');
    const requests = proxy.requests.slice(before);
    assert(requests.every(({ authorized }) => authorized));
    return requests.map(({ method, target }) => `${method} ${target}`);
  }

  const through = [`CONNECT ${host}:443`];
  const address = (scheme = 'http://'): string => `${scheme}${login}@${new URL(proxy.url).host}`;

  const table: [title: string, env: () => Record<string, string>][] = [
    ['user and password in HTTPS_PROXY', () => ({ HTTPS_PROXY: address() })],
    ['https_proxy in lower case', () => ({ https_proxy: address() })],
    ['an address without a scheme', () => ({ HTTPS_PROXY: address('') })],
    [
      'addresses of this machine in NO_PROXY',
      () => ({ HTTPS_PROXY: address(), NO_PROXY: 'localhost,127.0.0.1,[::1]' }),
    ],
    [
      'networks, ports and domains of others in NO_PROXY',
      () => ({ HTTPS_PROXY: address(), no_proxy: `10.0.0.0/8,${host}:8443,test.example,.${host}` }),
    ],
    [
      'what is no regular expression in NO_PROXY',
      () => ({ HTTPS_PROXY: address(), NO_PROXY: '+.example.com,*.example.com,(' }),
    ],
    [
      'another proxy for plain HTTP',
      () => ({ HTTPS_PROXY: address(), HTTP_PROXY: 'http://127.0.0.1:9' }),
    ],
  ];
  for (const [title, env] of table) {
    it(`N10 F1 ${title}: the download goes through the proxy`, async () => {
      assert.deepEqual(await asked(env()), through);
    });
  }

  it('N10 F1 user and password in Agent.ProxyUrl count, before what the variables say', async () => {
    const env = { HTTPS_PROXY: 'http://127.0.0.1:9' };
    assert.deepEqual(await asked(env, { 'Agent.ProxyUrl': address() }), through);
  });

  it('N10 F1 each address of a download is decided on by itself', async () => {
    const elsewhere = `${releaseHost.server.url}${new URL(releaseHost.releases['1.3.2']?.url ?? '').pathname}`;
    releaseHost.server.setFault((_, attempt) =>
      attempt % 2 === 1 ? { kind: 'redirect', location: elsewhere } : undefined,
    );
    const before = releaseHost.server.requests.length;
    assert.deepEqual(await asked({ HTTPS_PROXY: address() }), through);
    assert.equal(releaseHost.server.requests.length - before, 2);
  });
});
