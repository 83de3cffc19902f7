import assert from 'node:assert/strict';
import type { Clock } from '../../../src/network/deadline';
import type { Descriptor } from '../../../src/registry/descriptor';
import { type PushedImage, pushImage } from '../../doubles/registry/image';
import { SIGNATURE_TYPE } from '../../doubles/registry/manifest';
import { type Registry, startRegistry } from '../../doubles/registry/registry';
import { type ReaderChoices, attachSignature, context, quiet, reader, reference } from './readers';

export const user = { username: 'user', password: 'the-pass-word' };
export const login = { NOTATION_USERNAME: 'user', NOTATION_PASSWORD: 'the-pass-word' };
export const repository = 'team/app';

/** What a verification reads. */
export interface Read {
  readonly subject: Descriptor;
  readonly digests: readonly string[];
  readonly envelopes: readonly string[];
}

/** A registry that holds one image with one signature, and what is read of it. */
export class SignedImage {
  private constructor(
    readonly registry: Registry,
    readonly image: PushedImage,
  ) {}

  /** Starts the registry. */
  static async start(options: Parameters<typeof startRegistry>[0] = {}): Promise<SignedImage> {
    const registry = await startRegistry(options);
    const image = await pushImage(registry, repository, 'v1', {
      ...(options.authentication === undefined ? {} : { credentials: user }),
    });
    attachSignature(registry, repository, image);
    registry.requests.length = 0;
    return new SignedImage(registry, image);
  }

  /** Reads all that a verification reads. */
  async read(choices: ReaderChoices = {}, open = reader(choices), clock?: Clock): Promise<Read> {
    return quiet(async () => {
      const where = reference(this.registry.host, repository, this.image.digest);
      const within = () => context(60_000, clock);
      const subject = await open.resolve(where, within());
      const list = await open.listReferrers(where, subject, SIGNATURE_TYPE, 100, within());
      const envelopes: string[] = [];
      for (const one of list.referrers) {
        const manifest = await open.fetchManifest(where, one, within());
        const { layers } = JSON.parse(manifest.toString()) as { layers: [Descriptor] };
        envelopes.push((await open.fetchBlob(where, layers[0], within())).toString());
      }
      return { subject, digests: list.referrers.map(({ digest }) => digest), envelopes };
    });
  }

  /** The error with which reading ends. */
  async refusal(choices: ReaderChoices = {}): Promise<{ code: string; text: string }> {
    const error: unknown = await this.read(choices).then(
      () => assert.fail('was read'),
      (thrown: unknown) => thrown,
    );
    const { code, values, message } = error as { code: string; values?: string[]; message: string };
    assert(values, message);
    return { code, text: values.join(' | ') };
  }
}

/** The options of the registry. */
export type SignedImageOptions = Parameters<typeof SignedImage.start>[0];

/**
 * Makes a function that starts a signed image's registry within a test; the registry ends with the test.
 *
 * @param use receives the signed image
 */
export function startInEach(
  use: (signed: SignedImage) => void,
): (options?: SignedImageOptions) => Promise<void> {
  let started: SignedImage | undefined;
  afterEach(async () => {
    await started?.registry.stop();
    started = undefined;
  });
  return async (options) => {
    started = await SignedImage.start(options);
    use(started);
  };
}
