import type { Warning } from '../messages';
import type { ErrorPattern } from '../notation/errorPatterns';
import type { NonEmpty } from '../text/nonEmpty';

/** The source of a plugin's program. */
export type PluginSource =
  /** A pinned release. `version` may be a prefix of a version. */
  | { readonly kind: 'pinned'; readonly tool: string; readonly version: string }
  /** An archive with its SHA-256 checksum, 64 lower-case hexadecimal digits. */
  | { readonly kind: 'archive'; readonly url: string; readonly checksum: string }
  /** The absolute path of the program. */
  | { readonly kind: 'file'; readonly path: string };

/** A plugin of notation, for signing or verification. */
export interface Plugin {
  /** Its name, which the plugin reports and notation takes as `--plugin`. */
  readonly name: NonEmpty;
  readonly source: PluginSource;
  /**
   * Returns its `--plugin-config`.
   *
   * @param credentialType how the plugin finds an Azure identity; undefined: the plugin's own search
   */
  config(credentialType: string | undefined): Readonly<Record<string, string>>;
  /** The error patterns of its service, first match first. */
  readonly errorPatterns: readonly ErrorPattern[];
}

/** A plugin for signing, with all that a step needs to know of it. */
export interface SigningPlugin extends Plugin {
  /** `--id` */
  readonly keyId: NonEmpty;
  /** The ID of its Azure Resource Manager service connection. */
  readonly connection: string | undefined;
  /**
   * Checks the step's inputs against the rules of the plugin, before any download.
   *
   * @returns warnings
   * @throws TaskError FormatUnsupported, ExpiryUnsupported, TimestampUnsupported
   */
  check(options: SigningOptions): readonly Warning[];
}

/** The requested properties of a signature. */
export interface SigningOptions {
  readonly signatureFormat: 'cose' | 'jws';
  /** Milliseconds; undefined: no expiry. */
  readonly expiry: number | undefined;
  /** Any value means a timestamp; undefined: no timestamp. */
  readonly timestamp: unknown;
}

/**
 * Reads the inputs of the step for a plugin. Each function takes an input's name and throws a
 * TaskError for an invalid value.
 */
export interface InputReader {
  required(name: string): NonEmpty;
  /** undefined: the input is blank. */
  optional(name: string): string | undefined;
  flag(name: string): boolean;
  /** The absolute path of an existing file; undefined: the input is blank. */
  file(name: string): string | undefined;
  /** An http or https URL, which must be there. */
  url(name: string): string;
  /** The same for an input that may contain a secret. */
  secretUrl(name: string): string;
  /** A SHA-256 checksum, in lower case. */
  checksum(name: string): string;
  /** Lines `key=value`. */
  pairs(name: string): ReadonlyMap<string, string>;
}

/** Creates a plugin from the inputs of the step. */
export type OpenPlugin = (inputs: InputReader) => SigningPlugin;

/** The names of the input; the misspelt one is an older task's. Azure Pipelines passes on the first, a server that knows no aliases any. */
const connectionNames = [
  'azurekvServiceConection',
  'azurekvServiceConnection',
  'azureSubscription',
] as const;

/** The service connection that both plugins of Azure sign in with. */
export function azureConnection(inputs: InputReader): string | undefined {
  return connectionNames.map((name) => inputs.optional(name)).find((value) => value !== undefined);
}
