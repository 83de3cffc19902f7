import '../agentLibrary';
import assert from 'node:assert/strict';
import type { PushedImage } from '../../doubles/registry/image';
import type { FaultHook } from '../../doubles/registry/faults';
import type { Descriptor } from '../../../src/registry/descriptor';
import { context, reader, reference } from './readers';
import { SignedImage, repository } from './signedImage';

describe('R2 what a manifest or a blob must be', () => {
  let signed: SignedImage;
  let image: PushedImage;

  beforeEach(async () => {
    signed = await SignedImage.start();
    ({ image } = signed);
  });

  afterEach(() => signed.registry.stop());

  const at = (part: string) => reference(signed.registry.host, repository, part);

  async function refusal(work: Promise<unknown>): Promise<string> {
    const error: unknown = await work.then(
      () => assert.fail('was read'),
      (thrown: unknown) => thrown,
    );
    const { code, values } = error as { code: string; values?: string[] };
    assert.equal(code, 'RegistryAnswerRefused');
    return values?.join(' | ') ?? '';
  }

  it('R2 refuses content of another digest where HEAD says too little', async () => {
    signed.registry.faults = ({ method }) =>
      method === 'HEAD' ? { status: 405 } : { body: '{"other":true}' };
    const text = await refusal(reader().resolve(at(image.digest), context()));
    assert(text.includes(`not that of ${image.digest}`), text);
  });

  it('R2 refuses a tag whose digest is malformed', async () => {
    signed.registry.faults = () => ({ headers: { 'Docker-Content-Digest': 'sha256:../../x' } });
    assert.match(await refusal(reader().resolve(at('v1'), context())), /digest that is malformed/);
  });

  const larger = 'x'.repeat(100_000);
  const large: FaultHook = ({ method }) => (method === 'GET' ? { body: larger } : undefined);

  /** Fetches by a descriptor that may differ from the image's. */
  const fetched = (kind: 'Manifest' | 'Blob', change: Partial<Descriptor>): Promise<Buffer> => {
    const { mediaType, digest, size } = image;
    const descriptor = { mediaType, digest, size, ...change };
    return reader()[`fetch${kind}`](at(image.digest), descriptor, context());
  };

  for (const kind of ['Manifest', 'Blob'] as const) {
    it(`R2 keeps no more of a ${kind.toLowerCase()} than is listed`, async () => {
      signed.registry.faults = large;
      const text = await refusal(fetched(kind, {}));
      assert(text.includes(`more than ${image.size} bytes`), text);
    });
  }

  it('R2 refuses content that is smaller than it is listed with', async () => {
    const text = await refusal(fetched('Manifest', { size: image.size + 1 }));
    assert(text.includes(`${image.size} bytes instead of ${image.size + 1}`), text);
  });
});
