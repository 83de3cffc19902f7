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

/** What plugins of others refuse, so that it can be said before anything is downloaded. */
interface Rules {
  readonly formats?: readonly ('cose' | 'jws')[];
}

const rules: Readonly<Record<string, Rules>> = {
  'com.amazonaws.signer.notation.plugin': { formats: ['jws'] },
};

/**
 * Refuses what a well-known plugin is sure to refuse.
 *
 * @throws TaskError FormatUnsupported
 */
export function checkCustomPlugin({ name }: CustomPluginInputs, format: 'cose' | 'jws'): void {
  const formats = rules[name]?.formats;
  if (formats !== undefined && !formats.includes(format)) {
    throw new TaskError('FormatUnsupported', [name, format, formats.join(', ')]);
  }
}
