import type { Warning } from '../messages';
import type { ErrorPattern } from '../notation/errorPatterns';
import type { ToolName } from '../releases/catalogue';
import type { NonEmpty } from '../text/nonEmpty';

/** Where a plugin's program comes from. */
export type PluginSource =
  /** A pinned release; `version` may be the beginning of one. */
  | { readonly kind: 'pinned'; readonly tool: ToolName; readonly version: string }
  /** An archive with its SHA-256 checksum, 64 lower-case hexadecimal digits. */
  | { readonly kind: 'archive'; readonly url: string; readonly checksum: string }
  /** The program itself, by its absolute path. */
  | { readonly kind: 'file'; readonly path: string };

/** What any plugin of notation is, whether it signs or verifies. */
export interface Plugin {
  /** As the plugin reports it, and as notation calls it: `--plugin`. */
  readonly name: NonEmpty;
  readonly source: PluginSource;
  /**
   * Gives its `--plugin-config`.
   *
   * @param credentialType how it is to find an identity of Azure; undefined: by itself
   */
  config(credentialType: string | undefined): Readonly<Record<string, string>>;
  /** What the words of its service mean, first match first. */
  readonly errorPatterns: readonly ErrorPattern[];
}

/** A plugin that signs: all that a step needs to know of it. */
export interface SigningPlugin extends Plugin {
  /** `--id` */
  readonly keyId: NonEmpty;
  /** The id of the Azure Resource Manager service connection that it signs in with. */
  readonly connection: string | undefined;
  /**
   * Holds a step to the rules of the plugin, before anything is downloaded.
   *
   * @returns advice
   * @throws TaskError FormatUnsupported, ExpiryUnsupported, TimestampUnsupported
   */
  check(options: SigningOptions): readonly Warning[];
}

/** What a step asks of its signatures. */
export interface SigningOptions {
  readonly signatureFormat: 'cose' | 'jws';
  /** Milliseconds; undefined: no expiry. */
  readonly expiry: number | undefined;
  /** Any value stands for a timestamp; undefined: none. */
  readonly timestamp: unknown;
}

/** Reads the inputs of the step for a plugin; each function takes an input's name and throws the TaskError that says what is wrong. */
export interface InputReader {
  required(name: string): NonEmpty;
  /** undefined: the input is blank. */
  optional(name: string): string | undefined;
  flag(name: string): boolean;
  /** The absolute path of an existing file; undefined: the input is blank. */
  file(name: string): string | undefined;
  /** An http or https URL, which must be there. */
  url(name: string): string;
  /** The same of one that may hold a secret. */
  secretUrl(name: string): string;
  /** A SHA-256 checksum, in lower case. */
  checksum(name: string): string;
  /** Lines `key=value`. */
  pairs(name: string): ReadonlyMap<string, string>;
}

/** Makes a plugin from the inputs of the step. */
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
