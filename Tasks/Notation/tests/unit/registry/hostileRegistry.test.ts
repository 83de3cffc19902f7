import '../agentLibrary';
import assert from 'node:assert/strict';
import { type Registry, startRegistry } from '../../doubles/registry/registry';
import { type SignedImage, login, repository, user, startInEach } from './signedImage';

const authorization = `Basic ${Buffer.from('user:the-pass-word').toString('base64')}`;

describe('R1 hostile registries', () => {
  let signed: SignedImage;
  let registry: Registry;

  const start = startInEach((one) => {
    signed = one;
    ({ registry } = one);
  });

  let other: Registry;

  beforeEach(async () => {
    other = await startRegistry();
  });

  afterEach(() => other.stop());

  const otherUrl = (host: string): string => `http://${host}:${other.host.split(':')[1]}`;

  const realms: readonly [name: string, realm: () => string][] = [
    ['another host in plain HTTP', () => `${otherUrl('127.0.0.1')}/token`],
    ['the metadata service', () => 'http://169.254.169.254/metadata/identity/oauth2/token'],
    ['a private address', () => 'https://10.255.255.1/token'],
    ['user information', () => `http://user@${registry.host}/token`],
  ];
  for (const [name, realm] of realms) {
    it(`R1 sends nothing to a token service at ${name}`, async () => {
      await start();
      registry.faults = () => ({
        status: 401,
        headers: { 'WWW-Authenticate': `Bearer realm="${realm()}",service="x"` },
      });
      const { code, text } = await signed.refusal({ environment: login });
      assert.equal(code, 'CredentialDestinationRefused');
      assert(text.includes(registry.host) && text.includes(new URL(realm()).host), text);
      assert.deepEqual(other.requests, []);
    });
  }

  for (const kind of ['manifest', 'referrers', 'blob'] as const) {
    it(`R1 follows a redirect of a ${kind} to another origin without the credential`, async () => {
      await start({ authentication: { kind: 'basic', ...user } });
      registry.faults = (request) =>
        request.kind === kind && request.headers.authorization !== undefined
          ? { redirect: `${otherUrl('127.0.0.1')}${request.path}` }
          : undefined;
      await signed.read({ environment: login }).catch(() => undefined);
      assert(other.requests.length > 0);
      assert(other.requests.every(({ headers }) => headers.authorization === undefined));
      assert(registry.requests.some(({ headers }) => headers.authorization === authorization));
    });
  }

  it('R1 does not hand the credential to another origin that redirects back', async () => {
    await start({ authentication: { kind: 'basic', ...user } });
    registry.faults = ({ path }) =>
      path.includes('/blobs/') && !path.includes('back')
        ? { redirect: `${otherUrl('127.0.0.1')}${path}` }
        : undefined;
    other.faults = () => ({ redirect: `${registry.url}/v2/${repository}/blobs/back` });
    await assert.rejects(signed.read({ environment: login }));
    const back = registry.requests.filter(({ path }) => path.endsWith('/back'));
    assert.deepEqual(
      back.map(({ headers }) => headers.authorization),
      [undefined],
    );
  });

  it('R1 answers no challenge of another origin', async () => {
    await start({ authentication: { kind: 'basic', ...user } });
    registry.faults = ({ kind, path }) =>
      kind === 'blob' ? { redirect: `${otherUrl('127.0.0.1')}${path}` } : undefined;
    other.faults = () => ({ status: 401, headers: { 'WWW-Authenticate': 'Basic realm="x"' } });
    const { text } = await signed.refusal({ environment: login });
    assert(text.includes('127.0.0.1'));
    assert(other.requests.every(({ headers }) => headers.authorization === undefined));
  });

  it('R1 asks no other host for the next page of a listing', async () => {
    await start();
    registry.faults = ({ kind }) =>
      kind === 'referrers'
        ? { headers: { Link: `<${otherUrl('127.0.0.1')}/x>; rel="next"` } }
        : undefined;
    const { code, text } = await signed.refusal();
    assert.equal(code, 'RegistryAnswerRefused');
    assert(text.includes(registry.host) && text.includes('127.0.0.1'));
    assert.deepEqual(other.requests, []);
  });

  it('R1 follows no more than five redirects, and shows none of their addresses', async () => {
    await start();
    let count = 0;
    registry.faults = ({ kind, path }) => {
      if (kind === 'blob') count += 1;
      return kind === 'blob' ? { redirect: `${path.split('?')[0]}?sig=secret${count}` } : undefined;
    };
    const { code, text } = await signed.refusal();
    assert.equal(code, 'RegistryAnswerRefused');
    assert.equal(count, 6);
    assert.doesNotMatch(text, /secret/);
  });

  const tokens: readonly [name: string, body: unknown][] = [
    ['with line breaks', { token: 'a\ne\nwas not verified' }],
    ['that is empty', { token: '' }],
    ['with a blank', { token: 'a b' }],
    ['of another type', { token: 7 }],
    ['that is missing', {}],
    ['in no JSON', 'token'],
    ['null', 'null'],
    ['without end', 'x'.repeat(200 * 1024)],
  ];
  for (const [name, body] of tokens) {
    it(`S7 R2 refuses a token ${name}`, async () => {
      await start({ authentication: { kind: 'bearer', ...user } });
      registry.faults = ({ kind }) => (kind === 'token' ? { status: 200, body } : undefined);
      assert.equal((await signed.refusal({ environment: login })).code, 'RegistryAnswerRefused');
    });
  }
});
