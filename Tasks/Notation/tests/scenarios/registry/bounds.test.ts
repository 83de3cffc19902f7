import assert from 'node:assert/strict';
import { shortenDigests } from '../../../src/text/shortDigest';
import type { Fault, FaultRequest } from '../../doubles/registry/faults';
import type { PushedImage } from '../../doubles/registry/image';
import { IMAGE_INDEX, IMAGE_MANIFEST } from '../../doubles/registry/manifest';
import { type Registry, startRegistry } from '../../doubles/registry/registry';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, codesOf, logOf } from '../../fixtures/job/logAssertions';
import { storeSigned } from '../../fixtures/registry/content';
import { authOf, writeDockerConfig } from '../../fixtures/registry/logins';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import { type World, registryLogin } from '../../fixtures/world';

const repository = 'team/app';
const MEBIBYTE = 1024 * 1024;
const large = (prefix: string, suffix: string): string =>
  `${prefix}"${'a'.repeat(5 * MEBIBYTE)}"${suffix}`;

describe('R2 a registry that keeps to no contract', () => {
  let world: World;
  let plain: Registry;
  /** Gives tokens. */
  let guarded: Registry;
  let image: PushedImage & { readonly signature: string };

  before(async function () {
    world = await openSuiteWorld(this);
    plain = world.registry;
    const authentication = { kind: 'bearer', ...registryLogin } as const;
    guarded = endedWith(this, await startRegistry({ authentication }));
  });

  async function verify(registry: Registry, fault: (request: FaultRequest) => Fault | undefined) {
    registry.reset();
    image = storeSigned(registry, repository, world.certificate);
    registry.faults = fault;
    const testJob = TestJob.at(world, newestNotation());
    const auths = { [registry.host]: { auth: authOf(registryLogin) } };
    if (registry === guarded) writeDockerConfig(testJob.job, { auths });
    const run = await testJob.verify(image.reference, {}, { timeoutPerArtifact: '20s' });
    assertOnlyTaskCommands(run, 'Failed', [
      registryLogin.password,
      authOf(registryLogin),
      ...run.secrets,
    ]);
    return run;
  }

  const isQuestion = ({ kind, method }: FaultRequest) => kind === 'manifest' && method === 'HEAD';
  const isManifest = ({ kind, reference }: FaultRequest) =>
    kind === 'manifest' && reference === image.signature;
  const isListing = ({ kind }: FaultRequest) => kind === 'referrers';
  const isBlob = ({ kind }: FaultRequest) => kind === 'blob';
  const isToken = ({ kind }: FaultRequest) => kind === 'token';
  const index = { headers: { 'Content-Type': IMAGE_INDEX }, status: 200 };
  const entry = () => {
    const { store } = plain;
    const [found] = store.referrersOf(repository, image.digest);
    assert(found !== undefined);
    return found;
  };
  const listing = (...manifests: unknown[]): Fault => ({
    ...index,
    body: { schemaVersion: 2, mediaType: IMAGE_INDEX, manifests },
  });
  const other = `sha256:${'b'.repeat(64)}`;

  type Is = (request: FaultRequest) => boolean;
  const refused: readonly [
    name: string,
    is: Is,
    fault: (request: FaultRequest) => Fault,
    words: RegExp,
  ][] = [
    [
      'a listing of 5 MiB',
      isListing,
      () => ({ ...index, body: large('{"manifests":[],"x":', '}') }),
      /more than 4194304 bytes/,
    ],
    [
      'a page that follows itself',
      isListing,
      ({ path }) => ({ headers: { Link: `<${path}>; rel="next"` } }),
      /the same page again and again/,
    ],
    [
      'pages without end',
      isListing,
      ({ path }) => {
        const next = Number(/&n=(\d+)/.exec(path)?.[1] ?? '0') + 1;
        const Link = `<${path.replace(/&n=\d+/, '')}&n=${next}>; rel="next"`;
        const headers = { ...index.headers, Link };
        return { ...index, headers, body: { schemaVersion: 2, manifests: [] } };
      },
      /more than 200 pages/,
    ],
    ['a listing that is no JSON', isListing, () => ({ ...index, body: '{' }), /not valid JSON/],
    ['a listing that is no index', isListing, () => ({ ...index, body: '[]' }), /no index/],
    [
      'another digest in the answer to the question',
      isQuestion,
      () => ({ headers: { 'Docker-Content-Digest': other } }),
      /was asked for/,
    ],
    [
      'a malformed digest',
      isQuestion,
      () => ({ headers: { 'Docker-Content-Digest': 'sha256:xyz' } }),
      /digest that is malformed/,
    ],
    [
      'an artifact that is no manifest',
      isQuestion,
      () => ({ headers: { 'Content-Type': 'text/html' } }),
      /no manifest, by its content type/,
    ],
    [
      'an artifact’s content of another digest',
      ({ kind, reference }) => kind === 'manifest' && reference === image.digest,
      ({ method }) =>
        method === 'HEAD'
          ? { status: 405 }
          : { status: 200, headers: { 'Content-Type': IMAGE_MANIFEST }, body: '{}' },
      /content that is not that of/,
    ],
  ];
  for (const [name, is, fault, words] of refused) {
    it(`R2 refuses ${name}`, async () => {
      const run = await verify(plain, (request) => (is(request) ? fault(request) : undefined));
      assert.deepEqual(codesOf(run), ['RegistryAnswerRefused'], logOf(run));
      const message = run.issues[0]?.message ?? '';
      assert(
        message.includes(shortenDigests(image.reference)) && message.includes(plain.host),
        message,
      );
      assert.match(message, words);
      assert(plain.requests.length <= 210, `${plain.requests.length} requests`);
    });
  }

  const leftOut: readonly [name: string, is: Is, fault: () => Fault, words: RegExp][] = [
    ['another manifest', isManifest, () => ({ body: '{}' }), /instead of \d+/],
    [
      'a manifest with one byte changed',
      isManifest,
      () => ({
        body: Buffer.from(
          plain.store
            .manifest(repository, image.signature)
            ?.body.map((byte, at) => (at === 20 ? byte ^ 1 : byte)) ?? [],
        ),
      }),
      /has another digest/,
    ],
    [
      'a manifest of 5 MiB',
      isManifest,
      () => ({ body: large('{"x":', '}') }),
      /more than \d+ bytes/,
    ],
    [
      'a manifest of another content type',
      isManifest,
      () => ({ headers: { 'Content-Type': IMAGE_INDEX } }),
      /another content type/,
    ],
    ['no manifest', isManifest, () => ({ status: 404 }), /does not have/],
    ['another envelope', isBlob, () => ({ body: 'x' }), /instead of \d+/],
    [
      'an envelope with one byte changed',
      isBlob,
      () => {
        const [name = ''] = [...plain.store.blobs(repository).keys()].filter((digest) =>
          plain.store.blobs(repository).get(digest)?.includes('"signature"'),
        );
        const bytes = Buffer.from(plain.store.blobs(repository).get(name) ?? '');
        return { body: Buffer.from(bytes.map((byte, at) => (at === 30 ? byte ^ 1 : byte))) };
      },
      /has another digest/,
    ],
    ['an envelope of 5 MiB', isBlob, () => ({ body: large('{"x":', '}') }), /more than \d+ bytes/],
    ['no envelope', isBlob, () => ({ status: 404 }), /does not have/],
    [
      'a signature of 5 MiB by its listing',
      isListing,
      () => listing({ ...entry(), size: 5 * MEBIBYTE }),
      /more than 4194304/,
    ],
    [
      'a signature that is listed twice, under two types',
      isListing,
      () => listing(entry(), { ...entry(), mediaType: IMAGE_INDEX }),
      /listed twice/,
    ],
    [
      'a signature that is listed twice, with two sizes',
      isListing,
      () => listing(entry(), { ...entry(), size: 7 }),
      /listed twice/,
    ],
    [
      'a signature under the type of an index',
      isListing,
      () => listing({ ...entry(), mediaType: IMAGE_INDEX }),
      /another content type|unknown media type/,
    ],
  ];
  for (const [name, is, fault, words] of leftOut) {
    it(`R2 leaves out ${name}`, async () => {
      const run = await verify(plain, (request) => (is(request) ? fault() : undefined));
      const [code] = codesOf(run);
      assert(code === 'SignatureUnreadable' || code === 'NotSigned', logOf(run));
      assert.match(run.issues[0]?.message ?? '', words);
    });
  }

  it('R2 takes one that is listed twice in the same way, once', async () => {
    plain.reset();
    image = storeSigned(plain, repository, world.certificate);
    plain.faults = (request) => (isListing(request) ? listing(entry(), entry()) : undefined);
    const run = await TestJob.at(world, newestNotation()).verify(image.reference);
    assertOnlyTaskCommands(run, 'Succeeded');
    const envelopes = plain.requests.filter(({ path }) => path.includes('/blobs/'));
    assert.equal(envelopes.length, 1);
  });

  const tokens: readonly [name: string, body: unknown][] = [
    ['of 200 KiB', { token: 'a'.repeat(200 * 1024) }],
    ['that is missing', {}],
    ['with a line break', { token: 'aaa\nX-Other: b' }],
    ['in no JSON', '<html>'],
    ['that is null', 'null'],
  ];
  for (const [name, body] of tokens) {
    it(`R2 refuses a token ${name}`, async () => {
      const run = await verify(guarded, (request) =>
        isToken(request) ? { status: 200, body } : undefined,
      );
      assert.deepEqual(codesOf(run), ['RegistryAnswerRefused'], logOf(run));
      assert(run.issues[0]?.message.includes(guarded.host));
    });
  }

  const slow: readonly [name: string, is: Is][] = [
    ['the question', isQuestion],
    ['a listing', isListing],
    ['a manifest', isManifest],
    ['an envelope', isBlob],
  ];
  it('R2 ends what stalls when the time of the artifact is over', async () => {
    for (const [name, is] of slow) {
      plain.reset();
      image = storeSigned(plain, repository, world.certificate);
      plain.faults = (request) => (is(request) ? { stall: true } : undefined);
      const testJob = TestJob.at(world, newestNotation());
      const run = await testJob.verify(image.reference, {}, { timeoutPerArtifact: '2s' });
      assertOnlyTaskCommands(run);
      assert.deepEqual(codesOf(run), ['ArtifactTimedOut'], `${name}: ${logOf(run)}`);
    }
  });
});
