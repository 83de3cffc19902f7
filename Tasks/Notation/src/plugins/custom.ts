import { TaskError } from '../errors';

/** A plugin that the user names, and where it comes from. */
export interface CustomPluginInputs {
  readonly kind: 'custom';
  /** As it reports it itself, and as `notation plugin list` prints it. */
  readonly name: string;
  readonly source: { readonly url: string; readonly checksum: string } | { readonly path: string };
  readonly keyId: string;
  readonly config: ReadonlyMap<string, string>;
}

/** What a step asks of its plugin's signatures. */
export interface Wishes {
  readonly signatureFormat: 'cose' | 'jws';
  /** Milliseconds; undefined: it does not expire. */
  readonly expiry: number | undefined;
  /** Whatever stands for one; undefined: none. */
  readonly timestamp: unknown;
}

/** What plugins of others refuse, so that it can be said before anything is downloaded. */
interface Rules {
  readonly formats?: readonly ('cose' | 'jws')[];
  /** Signatures of it last as long as its service says. */
  readonly refusesExpiry?: true;
  /** It makes whole signatures, to which notation adds no timestamp (notation-go: signer/plugin.go). */
  readonly ignoresTimestamp?: true;
}

const rules: Readonly<Record<string, Rules>> = {
  'com.amazonaws.signer.notation.plugin': {
    formats: ['jws'],
    refusesExpiry: true,
    ignoresTimestamp: true,
  },
  'venafi-csp': { ignoresTimestamp: true },
};

/**
 * Refuses what a well-known plugin is sure to refuse.
 *
 * @throws TaskError FormatUnsupported, ExpiryUnsupported, TimestampUnsupported
 */
export function checkCustomPlugin(
  { name }: CustomPluginInputs,
  { signatureFormat: format, expiry, timestamp }: Wishes,
): void {
  const { formats, refusesExpiry, ignoresTimestamp } = rules[name] ?? {};
  if (formats !== undefined && !formats.includes(format)) {
    throw new TaskError('FormatUnsupported', [name, format, formats.join(', ')]);
  }
  if (refusesExpiry && expiry !== undefined) throw new TaskError('ExpiryUnsupported', [name]);
  if (ignoresTimestamp && timestamp !== undefined)
    throw new TaskError('TimestampUnsupported', [name]);
}
