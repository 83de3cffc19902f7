import '../agentLibrary';
import assert from 'node:assert/strict';
import type { FaultHook, FaultRequest } from '../../doubles/registry/faults';
import { IMAGE_INDEX, IMAGE_MANIFEST } from '../../doubles/registry/manifest';
import type { Registry } from '../../doubles/registry/registry';
import { type SignedImage, startInEach } from './signedImage';

const html = { 'Content-Type': 'text/html' };
const index = { 'Content-Type': IMAGE_INDEX };

describe('R2 a listing', () => {
  let signed: SignedImage;
  let registry: Registry;

  const start = startInEach((one) => {
    signed = one;
    ({ registry } = one);
  });

  const listings = (): number =>
    registry.requests.filter(({ path }) => path.includes('/referrers/')).length;
  const isTag = ({ path }: Pick<FaultRequest, 'path'>): boolean => path.includes('/sha256-');

  it('R2 that follows itself is asked for once', async () => {
    await start();
    registry.faults = ({ kind, path }) =>
      kind === 'referrers' ? { headers: { Link: `<${path}>; rel="next"` } } : undefined;
    const { code, text } = await signed.refusal({ referrers: 'api' });
    assert.deepEqual([code, listings()], ['RegistryAnswerRefused', 1], text);
  });

  it('R2 is read for 200 pages, and for no more', async () => {
    await start();
    registry.faults = ({ kind, attempt }) =>
      kind === 'referrers' ? { headers: { Link: `<?page=${attempt}>; rel="next"` } } : undefined;
    const { code, text } = await signed.refusal({ referrers: 'api' });
    assert.deepEqual([code, listings()], ['RegistryAnswerRefused', 200], text);
    assert.match(text, /more than 200 pages/);
  });

  const second =
    (fault: ReturnType<FaultHook>): FaultHook =>
    ({ kind, path, attempt }) => {
      if (kind !== 'referrers') return undefined;
      if (path.includes('page=2')) return fault;
      return attempt === 1 ? { headers: { Link: '<?page=2>; rel="next"' } } : fault;
    };
  const refused: readonly [name: string, options: object, faults: FaultHook][] = [
    ['whose second page is not there', {}, second({ status: 404 })],
    ['whose second page is something else', {}, second({ headers: html })],
    [
      'whose next page is no address',
      {},
      ({ kind }) =>
        kind === 'referrers' ? { headers: { Link: '<http://[>; rel="next"' } } : undefined,
    ],
    [
      'under a tag that is an image',
      { referrersApi: false },
      (request) => (isTag(request) ? { headers: { 'Content-Type': IMAGE_MANIFEST } } : undefined),
    ],
    [
      'under a tag that is not given out',
      { referrersApi: false },
      (request) => (isTag(request) ? { status: 405 } : undefined),
    ],
  ];
  for (const [name, options, faults] of refused) {
    it(`R2 R5 ${name} is an error, never "no signature"`, async () => {
      await start(options);
      registry.faults = faults;
      const { code, text } = await signed.refusal();
      assert.equal(code, 'RegistryAnswerRefused', text);
    });
  }

  it('R2 by the API is taken only as what it must be; the tag is read otherwise', async () => {
    await start();
    registry.faults = ({ kind }) =>
      kind === 'referrers' ? { headers: html, body: '<html></html>' } : undefined;
    assert.equal((await signed.read()).digests.length, 1);
    assert(registry.requests.some(isTag));
  });

  const spaces = ' '.repeat(4 * 1024 * 1024);
  const body = `{"schemaVersion":2,"manifests":[]${spaces}}`;
  for (const referrersApi of [true, false]) {
    it(`R2 ${referrersApi ? 'by the API' : 'by the tag'} is not kept beyond 4 MiB, even a good one`, async () => {
      await start({ referrersApi });
      registry.faults = (request) =>
        (referrersApi ? request.kind === 'referrers' : isTag(request))
          ? { status: 200, headers: index, body }
          : undefined;
      const { code, text } = await signed.refusal();
      assert.equal(code, 'RegistryAnswerRefused');
      assert(text.includes(`more than ${4 * 1024 * 1024} bytes`), text);
    });
  }
});
