import assert from 'node:assert/strict';
import { basic, send, sendAs } from '../../../doubles/registry/client';
import { pushImage } from '../../../doubles/registry/image';
import { startRegistry } from '../../../doubles/registry/registry';
import { ACR_TOKEN_USER } from '../../../doubles/registry/tokens';
import type { BearerAuthentication } from '../../../doubles/registry/authenticationKind';
import type { Received } from '../../../doubles/registry/client';
import type { Registry } from '../../../doubles/registry/registry';

const credentials = { username: 'user', password: 'pass:word' };

describe('in-memory registry: authentication', () => {
  let registry: Registry;

  const bearer = async (options: Partial<BearerAuthentication> = {}): Promise<void> => {
    const authentication: BearerAuthentication = { kind: 'bearer', ...credentials, ...options };
    registry = await startRegistry({ authentication });
  };
  const post = (path: string, form: Record<string, string>): Promise<Received> =>
    send(registry, path, { method: 'POST', body: new URLSearchParams(form).toString() });
  const field = ({ body }: Received, name: string): string =>
    (JSON.parse(body.toString('utf8')) as Record<string, string>)[name] ?? '';
  const status = async (path: string, token: string, method = 'GET'): Promise<number> =>
    (await send(registry, path, { method, headers: { Authorization: `Bearer ${token}` } })).status;

  afterEach(() => registry.stop());

  describe('basic', () => {
    it('challenges, and lets in who knows the password', async () => {
      registry = await startRegistry({ authentication: { kind: 'basic', ...credentials } });
      const refused = await send(registry, '/v2/');
      assert.equal(refused.status, 401);
      assert.equal(refused.headers['www-authenticate'], 'Basic realm="Registry Realm"');
      assert.equal((await sendAs(registry, '/v2/', {}, credentials)).status, 200);
      const wrong = { ...credentials, password: 'wrong' };
      assert.equal((await sendAs(registry, '/v2/', {}, wrong)).status, 401);
    });

    it('denies what the user may not do', async () => {
      const permits = (_: string, action: string): boolean => action === 'pull';
      const authentication = { kind: 'basic' as const, ...credentials, permits };
      registry = await startRegistry({ authentication });
      assert.equal((await sendAs(registry, '/v2/a/manifests/v1', {}, credentials)).status, 404);
      await assert.rejects(pushImage(registry, 'a', 'v1', { credentials }), /403 .*DENIED/);
    });
  });

  describe('bearer', () => {
    it('challenges with its own realm and the scope of the request', async () => {
      await bearer();
      const { headers } = await send(registry, '/v2/a/b/blobs/uploads/', { method: 'POST' });
      assert.equal(
        headers['www-authenticate'],
        `Bearer realm="${registry.url}/token",service="${registry.host}",scope="repository:a/b:pull,push"`,
      );
      const ping = await send(registry, '/v2/');
      assert.doesNotMatch(ping.headers['www-authenticate'] ?? '', /scope/);
    });

    it('lets an image in with a token for it', async () => {
      await bearer();
      const { digest } = await pushImage(registry, 'a', 'v1', { credentials });
      assert.ok(registry.store.manifests('a').has(digest));
    });

    it('grants what was asked for and no more', async () => {
      await bearer();
      const path = '/token?service=x&scope=repository:a:pull';
      const headers = { Authorization: basic(credentials) };
      const token = field(await send(registry, path, { headers }), 'token');
      assert.equal(await status('/v2/', token), 200);
      assert.equal(await status('/v2/a/manifests/v1', token), 404);
      assert.equal(await status('/v2/b/manifests/v1', token), 401);
      const pushed = await send(registry, '/v2/a/blobs/uploads/', {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}` },
      });
      assert.match(pushed.headers['www-authenticate'] ?? '', /error="insufficient_scope"$/);
      registry.reset();
      assert.equal(await status('/v2/', token), 401);
    });

    it('grants only what the user may do', async () => {
      await bearer({ permits: (repository) => repository === 'mine' });
      const form = { grant_type: 'password', ...credentials };
      const scope = 'repository:mine:* repository:other:pull';
      const token = field(await post('/token', { ...form, scope }), 'access_token');
      assert.equal(await status('/v2/mine/blobs/uploads/', token, 'POST'), 202);
      assert.equal(await status('/v2/other/manifests/v1', token), 401);
    });

    it('takes a refresh token, and no unknown one', async () => {
      await bearer({ refreshTokens: ['R1'] });
      const form = { grant_type: 'refresh_token', scope: 'repository:a:pull' };
      const token = field(await post('/token', { ...form, refresh_token: 'R1' }), 'access_token');
      assert.equal(await status('/v2/a/manifests/v1', token), 404);
      assert.equal((await post('/token', { ...form, refresh_token: 'R2' })).status, 401);
      const wrong = { grant_type: 'password', username: 'user', password: 'wrong' };
      assert.equal((await post('/token', wrong)).status, 401);
      assert.equal((await send(registry, '/token')).status, 401);
    });
  });

  describe('Azure Container Registry', () => {
    const exchange = { grant_type: 'access_token', service: 'x', tenant: 'T', access_token: 'AAD' };

    it('exchanges an access token for a refresh token, good as a password too', async () => {
      await bearer({
        acceptsAccessToken: (token, tenant) => token === 'AAD' && tenant === 'T',
      });
      const challenge = (await send(registry, '/v2/')).headers['www-authenticate'] ?? '';
      assert.match(challenge, /\/oauth2\/token"/);
      const password = field(await post('/oauth2/exchange', exchange), 'refresh_token');
      const scope = 'repository:a:pull';
      const form = { grant_type: 'refresh_token', refresh_token: password, scope };
      const token = field(await post('/oauth2/token', form), 'access_token');
      assert.equal(await status('/v2/a/manifests/v1', token), 404);
      await pushImage(registry, 'a', 'v1', {
        credentials: { username: ACR_TOKEN_USER, password },
      });
    });

    it('refuses an access token that is not accepted', async () => {
      await bearer({ acceptsAccessToken: () => Promise.resolve(false) });
      assert.equal((await post('/oauth2/exchange', exchange)).status, 401);
    });

    it('exchanges nothing where it is not told to', async () => {
      await bearer();
      assert.equal((await post('/oauth2/exchange', exchange)).status, 401);
    });
  });
});
