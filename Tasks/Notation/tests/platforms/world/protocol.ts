import type { Fault as ReleaseFault } from '../../doubles/releases';

/** What a scene needs to know of the world from the start. */
export interface WorldFacts {
  /** `http://127.0.0.1:<port>`, for the scenes and for the signing plugin. */
  readonly url: string;
  /** `localhost:<port>` */
  readonly registry: string;
  /** Of the registry's service connection. */
  readonly login: { readonly username: string; readonly password: string };
  /** The id of the signer's key, as Azure Key Vault writes it. */
  readonly keyId: string;
  /** Certificates, PEM. */
  readonly signer: string;
  readonly stranger: string;
  /** Of an authority that issued nothing. */
  readonly authority: string;
  /** Versions of notation that are released, the oldest first. */
  readonly versions: readonly string[];
  /** The address and the checksum of the newest version's archive. */
  readonly archive: { readonly url: string; readonly sha256: string };
  /** The same of the signing plugin. */
  readonly plugin: { readonly url: string; readonly sha256: string };
}

/** One call of the signing plugin, as the plugin passes it on. */
export interface PluginCall {
  readonly arguments: readonly string[];
  readonly input: string;
  /** `NAME=value` */
  readonly environment: readonly string[];
  readonly process: number;
  readonly program: string;
}

/** What the plugin is to say. */
export interface PluginAnswer {
  readonly output?: string;
  readonly error?: string;
  readonly exitCode?: number;
}

/** What goes wrong at the registry with requests that match, so many times. */
export interface RegistryFault {
  readonly method: string;
  /** A regular expression over the path. */
  readonly path: string;
  readonly times: number;
  readonly fault: { stall: true } | { reset: true } | { status: number; body?: unknown };
}

/** What a scene can ask of the world, each with what it answers. */
export interface Questions {
  /** Makes everything as it was in the beginning. */
  reset: { given: Record<string, never>; answer: Record<string, never> };
  /** Pushes an image that is signed nowhere. */
  image: { given: { repository: string }; answer: { reference: string } };
  /** Pushes an image with one signature by the signer's key, which no plugin was asked for. */
  signedImage: { given: { repository: string }; answer: { reference: string } };
  /** How many signatures an image has. */
  signatures: { given: { reference: string }; answer: { count: number } };
  /** All calls of the plugin since the reset. */
  calls: { given: Record<string, never>; answer: { calls: PluginCall[] } };
  /** Has the plugin wait at a command of its contract, until the reset. */
  hold: { given: { command: string }; answer: Record<string, never> };
  /** Answers once the plugin waits. */
  held: { given: Record<string, never>; answer: { process: number } };
  /** What goes wrong with the first so many requests for archives. */
  releaseFault: { given: { fault: ReleaseFault; times: number }; answer: Record<string, never> };
  /** How many requests for archives there were since the reset. */
  downloads: { given: Record<string, never>; answer: { count: number } };
  registryFault: { given: RegistryFault; answer: Record<string, never> };
  /** How often the fault of the registry was used. */
  registryFaults: { given: Record<string, never>; answer: { count: number } };
}

export type Question = keyof Questions;
