import assert from 'node:assert/strict';
import type { Clock } from '../../../src/network/deadline';
import { isContentRefusal } from '../../../src/registry/failure';
import type { Descriptor } from '../../../src/registry/descriptor';
import { type PushedImage, pushImage } from '../../doubles/registry/image';
import { IMAGE_INDEX, IMAGE_MANIFEST, SIGNATURE_TYPE } from '../../doubles/registry/manifest';
import { type Registry, startRegistry } from '../../doubles/registry/registry';
import type { FaultHook } from '../../doubles/registry/faults';
import { type ReaderChoices, attachSignature, context, quiet, reader, reference } from './readers';

const user = { username: 'user', password: 'the-pass-word' };
const login = { NOTATION_USERNAME: 'user', NOTATION_PASSWORD: 'the-pass-word' };
const authorization = `Basic ${Buffer.from('user:the-pass-word').toString('base64')}`;
const repository = 'team/app';

interface Read {
  readonly subject: Descriptor;
  readonly digests: readonly string[];
  readonly envelopes: readonly string[];
}

describe('createRegistryReader', () => {
  let registry: Registry;
  let image: PushedImage;

  async function start(options: Parameters<typeof startRegistry>[0] = {}): Promise<void> {
    registry = await startRegistry(options);
    image = await pushImage(registry, repository, 'v1', {
      ...(options.authentication === undefined ? {} : { credentials: user }),
    });
    attachSignature(registry, repository, image);
    registry.requests.length = 0;
  }

  afterEach(() => registry.stop());

  /** All that a verification reads. */
  async function read(
    choices: ReaderChoices = {},
    open = reader(choices),
    clock?: Clock,
  ): Promise<Read> {
    return quiet(async () => {
      const where = reference(registry.host, repository, image.digest);
      const subject = await open.resolve(where, context(60_000, clock));
      const list = await open.listReferrers(
        where,
        subject,
        SIGNATURE_TYPE,
        100,
        context(60_000, clock),
      );
      const envelopes: string[] = [];
      for (const one of list.referrers) {
        const manifest = await open.fetchManifest(where, one, context(60_000, clock));
        const { layers } = JSON.parse(manifest.toString()) as { layers: [Descriptor] };
        envelopes.push((await open.fetchBlob(where, layers[0], context(60_000, clock))).toString());
      }
      return { subject, digests: list.referrers.map(({ digest }) => digest), envelopes };
    });
  }

  async function refusal(choices: ReaderChoices = {}): Promise<{ code: string; text: string }> {
    const error: unknown = await read(choices).then(
      () => assert.fail('was read'),
      (thrown: unknown) => thrown,
    );
    const { code, values, message } = error as { code: string; values: string[]; message: string };
    assert(values, message);
    return { code, text: values.join(' | ') };
  }

  const ways: readonly [name: string, options: Parameters<typeof startRegistry>[0]][] = [
    ['without a login', {}],
    ['by Basic', { authentication: { kind: 'basic', ...user } }],
    ['by tokens', { authentication: { kind: 'bearer', ...user } }],
    [
      'by tokens, without the API',
      { authentication: { kind: 'bearer', ...user }, referrersApi: false },
    ],
  ];
  for (const [name, options] of ways) {
    for (const referrers of ['auto', 'api', 'tag'] as const) {
      const isMissing = referrers === 'api' && options?.referrersApi === false;
      it(`R1 reads all of a signature ${name} (${referrers})`, async () => {
        await start(options);
        if (isMissing) {
          assert.equal(
            (await refusal({ environment: login, referrers })).code,
            'RegistryAnswerRefused',
          );
          return;
        }
        const { subject, digests, envelopes } = await read({ environment: login, referrers });
        const { mediaType, digest, size } = image;
        assert.deepEqual(subject, { mediaType, digest, size });
        assert.equal(digests.length, 1);
        assert.deepEqual(envelopes, ['{"envelope":1}']);
      });
    }
  }

  it('resolves a tag, and says where there is none', async () => {
    await start();
    const open = reader();
    const found = await open.resolve(reference(registry.host, repository, 'v1'), context());
    assert.equal(found.digest, image.digest);
    const none = open.resolve(reference(registry.host, repository, 'v2'), context());
    await assert.rejects(none, { code: 'ArtifactNotFound' });
  });

  it('R6 posts an identity token, and sends a registry token as it is', async () => {
    await start({ authentication: { kind: 'bearer', ...user, refreshTokens: ['identity-token'] } });
    await read({ environment: { NOTATION_PASSWORD: 'identity-token' } });
    const post = registry.requests.find(({ method }) => method === 'POST');
    assert.match(
      post?.body.toString() ?? '',
      /grant_type=refresh_token.*refresh_token=identity-token/,
    );
  });

  it('asks for a login where the registry wants one and there is none', async () => {
    await start({ authentication: { kind: 'basic', ...user } });
    const { code, text } = await refusal();
    assert.equal(code, 'RegistryUnauthorized');
    assert(text.includes(registry.host));
  });

  it('sends a wrong password once, and says so', async () => {
    await start({ authentication: { kind: 'basic', ...user } });
    const environment = { ...login, NOTATION_PASSWORD: 'wrong-password' };
    const { code, text } = await refusal({ environment });
    assert.equal(code, 'RegistryUnauthorized');
    assert.equal(registry.requests.length, 2);
    assert.doesNotMatch(text, /wrong-password/);
  });

  describe('counts', () => {
    /** A verification of many artifacts of one repository, so many at once. */
    async function readMany(
      open: ReturnType<typeof reader>,
      count: number,
      atOnce: number,
    ): Promise<void> {
      const left = Array.from({ length: count });
      const lane = async (): Promise<void> => {
        while (left.length > 0) {
          left.pop();
          await read({}, open);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, lane));
    }

    for (const [name, referrersApi, most] of [
      ['API', true, 4.4],
      ['tag', false, 5.4],
    ] as const) {
      it(`R1 asks little: one token, one listing an artifact (${name})`, async () => {
        await start({ authentication: { kind: 'bearer', ...user }, referrersApi, latency: 5 });
        const open = reader({ environment: login });
        await quiet(() => readMany(open, 24, 8));
        const { requests, tokens, listings } = open.counts;
        assert.equal(tokens, 1);
        assert(requests / 24 <= most, `${requests} requests`);
        assert(listings <= 24 + (referrersApi ? 0 : 8), `${listings} listings`);
        assert.equal(registry.requests.length, requests);
      });
    }

    it('renews a token before it expires, and once where it is refused', async () => {
      let time = 0;
      const clock: Clock = { now: () => time, sleep: () => Promise.resolve() };
      await start({ authentication: { kind: 'bearer', ...user } });
      const open = reader({ environment: login, clock });
      await read({}, open, clock);
      assert.equal(open.counts.tokens, 1);
      time += 290_000; // of 300 seconds
      await read({}, open, clock);
      assert.equal(open.counts.tokens, 2);
      const before = open.counts.requests;
      registry.reset(); // forgets its tokens, and all else
      const where = reference(registry.host, repository, image.digest);
      await assert.rejects(
        quiet(() => open.resolve(where, context(60_000, clock))),
        {
          code: 'ArtifactNotFound',
        },
      );
      assert.equal(open.counts.tokens, 3);
      assert.equal(open.counts.requests - before, 3);
    });
  });

  describe('R1 hostile registries', () => {
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
        const { code, text } = await refusal({ environment: login });
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
        await read({ environment: login }).catch(() => undefined);
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
      await assert.rejects(read({ environment: login }));
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
      const { text } = await refusal({ environment: login });
      assert(text.includes('127.0.0.1'));
      assert(other.requests.every(({ headers }) => headers.authorization === undefined));
    });

    it('R1 asks no other host for the next page of a listing', async () => {
      await start();
      registry.faults = ({ kind }) =>
        kind === 'referrers'
          ? { headers: { Link: `<${otherUrl('127.0.0.1')}/x>; rel="next"` } }
          : undefined;
      const { code, text } = await refusal();
      assert.equal(code, 'RegistryAnswerRefused');
      assert(text.includes(registry.host) && text.includes('127.0.0.1'));
      assert.deepEqual(other.requests, []);
    });

    it('R1 follows no more than five redirects, and shows none of their addresses', async () => {
      await start();
      let count = 0;
      registry.faults = ({ kind, path }) => {
        if (kind === 'blob') count += 1;
        return kind === 'blob'
          ? { redirect: `${path.split('?')[0]}?sig=secret${count}` }
          : undefined;
      };
      const { code, text } = await refusal();
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
        assert.equal((await refusal({ environment: login })).code, 'RegistryAnswerRefused');
      });
    }
  });

  describe('R2 content', () => {
    const big = 'x'.repeat(5 * 1024 * 1024);
    const refused: readonly [name: string, faults: FaultHook][] = [
      [
        'another manifest',
        ({ kind, method, reference: part }) =>
          kind === 'manifest' && method === 'GET' && part !== image.digest
            ? { body: '{}' }
            : undefined,
      ],
      [
        'a manifest of another content type',
        ({ kind, method }) =>
          kind === 'manifest' && method === 'GET'
            ? { headers: { 'Content-Type': 'application/vnd.oci.artifact.manifest.v1+json' } }
            : undefined,
      ],
      ['another blob', ({ kind }) => (kind === 'blob' ? { body: '{"envelope":2}' } : undefined)],
      ['a blob that is too short', ({ kind }) => (kind === 'blob' ? { body: 'x' } : undefined)],
      ['a blob that is too long', ({ kind }) => (kind === 'blob' ? { body: big } : undefined)],
      [
        'a listing that is too large',
        ({ kind }) => (kind === 'referrers' ? { body: big } : undefined),
      ],
      [
        'a listing that is no JSON',
        ({ kind }) => (kind === 'referrers' ? { body: '{' } : undefined),
      ],
      [
        'a listing without entries',
        ({ kind }) => (kind === 'referrers' ? { body: '{}' } : undefined),
      ],
      [
        'a page that follows itself',
        ({ kind, path }) =>
          kind === 'referrers' ? { headers: { Link: `<${path}>; rel="next"` } } : undefined,
      ],
      [
        'pages without end',
        ({ kind, attempt }) =>
          kind === 'referrers'
            ? { headers: { Link: `<?page=${attempt}>; rel="next"` } }
            : undefined,
      ],
      [
        'no manifest at all',
        ({ kind, method }) =>
          kind === 'manifest' && method === 'HEAD'
            ? { headers: { 'Content-Type': 'text/html' } }
            : undefined,
      ],
      [
        'another digest',
        ({ kind, method }) =>
          kind === 'manifest' && method === 'HEAD'
            ? { headers: { 'Docker-Content-Digest': `sha256:${'0'.repeat(64)}` } }
            : undefined,
      ],
      ['status 101', () => ({ raw: 'HTTP/1.1 101 Switching Protocols\r\n\r\n' })],
    ];
    for (const [name, faults] of refused) {
      it(`R2 refuses ${name}`, async () => {
        await start();
        registry.faults = faults;
        const { code, text } = await refusal();
        assert.equal(code, 'RegistryAnswerRefused', text);
        assert(text.includes(registry.host), text);
      });
    }

    it('R2 refuses what is listed with more than 4 MiB, and asks for nothing', async () => {
      await start();
      const large = { mediaType: IMAGE_MANIFEST, digest: image.digest, size: 4 * 1024 * 1024 + 1 };
      const where = reference(registry.host, repository, image.digest);
      const open = reader();
      for (const fetch of [open.fetchManifest, open.fetchBlob]) {
        const error: unknown = await fetch(where, large, context()).catch(
          (thrown: unknown) => thrown,
        );
        assert.equal(isContentRefusal(error), true);
      }
      assert.deepEqual(registry.requests, []);
    });

    it('R2 leaves out what is listed twice under two types', async () => {
      await start();
      const [first] = registry.store.referrersOf(repository, image.digest);
      const second = attachSignature(registry, repository, image, '{"envelope":2}');
      const manifests = [
        first,
        ...registry.store
          .referrersOf(repository, image.digest)
          .filter(({ digest }) => digest === second),
        { ...first, mediaType: 'application/vnd.oci.artifact.manifest.v1+json' },
      ];
      const body = { schemaVersion: 2, mediaType: IMAGE_INDEX, manifests };
      registry.faults = ({ kind }) => (kind === 'referrers' ? { body } : undefined);
      const where = reference(registry.host, repository, image.digest);
      const list = await reader().listReferrers(where, image, SIGNATURE_TYPE, 100, context());
      assert.deepEqual(
        list.referrers.map(({ digest }) => digest),
        [second],
      );
      assert.deepEqual(
        list.leftOut.map(({ digest }) => digest),
        [first?.digest],
      );
      assert.equal((await read()).envelopes[0], '{"envelope":2}');
    });

    it('R2 reads pages, passes other types over, and stops at the number that is wanted', async () => {
      await start();
      for (let count = 2; count <= 5; count += 1)
        attachSignature(registry, repository, image, `${count}`);
      const all = registry.store.referrersOf(repository, image.digest);
      registry.faults = ({ kind, path }) => {
        if (kind !== 'referrers') return undefined;
        const page = Number(/page=(\d)/.exec(path)?.[1] ?? 0);
        const other = {
          ...all[0],
          digest: `sha256:${'a'.repeat(64)}`,
          artifactType: 'application/other',
        };
        const body = { schemaVersion: 2, manifests: [other, all[page]] };
        const link = { Link: `<${path.split('&page')[0]}&page=${page + 1}>; rel="next"` };
        return { body, headers: page < 4 ? link : {} };
      };
      const where = reference(registry.host, repository, image.digest);
      const list = (max: number) =>
        reader().listReferrers(where, image, SIGNATURE_TYPE, max, context());
      const complete = await list(5);
      assert.deepEqual(
        complete.referrers.map(({ digest }) => digest),
        all.map(({ digest }) => digest),
      );
      assert.equal(complete.hasMore, false);
      const part = await list(2);
      assert.deepEqual([part.referrers.length, part.hasMore], [2, true]);
    });

    it('looks at the tag where the API lists none', async () => {
      await start();
      const body = { schemaVersion: 2, mediaType: IMAGE_INDEX, manifests: null };
      registry.faults = ({ kind }) => (kind === 'referrers' ? { body } : undefined);
      assert.equal((await read()).digests.length, 1);
      assert.equal((await read({ referrers: 'api' })).digests.length, 0);
    });

    it('resolves where HEAD says too little', async () => {
      await start();
      registry.faults = ({ method }) => (method === 'HEAD' ? { status: 405 } : undefined);
      for (const part of ['v1', image.digest]) {
        const found = await reader().resolve(reference(registry.host, repository, part), context());
        assert.deepEqual([found.digest, found.size], [image.digest, image.size]);
      }
    });
  });

  describe('what passes by itself', () => {
    const once =
      (fault: ReturnType<FaultHook>): FaultHook =>
      ({ attempt }) =>
        attempt === 1 ? fault : undefined;
    const clock: Clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
    const passing: readonly [name: string, faults: FaultHook][] = [
      ['429', once({ status: 429 })],
      ['503 with a time', once({ status: 503, headers: { 'Retry-After': '0' } })],
      ['500', once({ status: 500 })],
      ['408', once({ status: 408 })],
      ['a reset', once({ reset: true })],
      [
        'content broken off in the middle',
        ({ attempt, method }) => (attempt === 1 && method === 'GET' ? { truncate: 5 } : undefined),
      ],
    ];
    for (const [name, faults] of passing) {
      it(`F6 asks again after ${name}`, async () => {
        let time = Date.now();
        const fast: Clock = { now: () => time, sleep: (ms) => ((time += ms), Promise.resolve()) };
        await start();
        registry.faults = faults;
        assert.equal(
          (await read({ clock: fast }, reader({ clock: fast }), fast)).envelopes.length,
          1,
        );
      });
    }

    const lasting: readonly [fault: ReturnType<FaultHook>, code: string][] = [
      [{ status: 503 }, 'RegistryUnavailable'],
      [{ status: 429, headers: { 'Retry-After': '3600' } }, 'RegistryUnavailable'],
      [
        { status: 403, body: { errors: [{ code: 'DENIED', message: 'secret' }] } },
        'RegistryForbidden',
      ],
      [
        { status: 400, body: 'Client sent an HTTP request to an HTTPS server.' },
        'RegistryRequiresTls',
      ],
      [{ status: 418 }, 'RegistryAnswerRefused'],
      [{ reset: true }, 'RegistryUnavailable'],
    ];
    for (const [fault, code] of lasting) {
      it(`R5 F10 takes no ${JSON.stringify(fault)} of a listing for "no signature": ${code}`, async () => {
        await start();
        registry.faults = ({ kind }) => (kind === 'referrers' ? fault : undefined);
        const { code: found, text } = await refusal({ clock });
        assert.equal(found, code);
        assert(text.includes(registry.host));
        assert.doesNotMatch(text, /secret/);
      });
    }
  });
});
