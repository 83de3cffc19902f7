import type { ReferrersMode } from '../artifacts/referrersMode';
import type { NonEmpty } from '../text/nonEmpty';
import type { FlagGroup, NotationVersion } from './version';

/** The verbosity of notation. */
export type Verbosity = 'reasons' | 'debug';

interface CommonRequest {
  readonly pluginConfig: Readonly<Record<string, string>>;
  /** Key-value pairs that are signed with the artifact, or that the signature must contain. */
  readonly userMetadata: ReadonlyMap<string, string>;
  readonly verbosity: Verbosity;
}

export interface SignRequest extends CommonRequest {
  /** The artifact, `<registry>/<repository>@<digest>`. */
  readonly reference: string;
  readonly referrers: ReferrersMode;
  /** Whether plain HTTP is used. */
  readonly insecureRegistry: boolean;
  readonly plugin: NonEmpty;
  readonly keyId: NonEmpty;
  readonly signatureFormat: 'cose' | 'jws';
  /** Milliseconds in whole seconds; undefined: no expiry. */
  readonly expiry: number | undefined;
  readonly timestamp?: { readonly url: string; readonly rootCertificate: string } | undefined;
}

export interface VerifyRequest extends CommonRequest {
  /** The layout, relative to the working directory, and the artifact in it: `<directory>@<digest>`. */
  readonly layout: string;
  /** `<registry>/<repository>`, which the policy's registryScopes are matched with. */
  readonly scope: string;
}

/** The arguments of one run, with the environment variables that they need. */
export interface Invocation {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const experimental = { NOTATION_EXPERIMENTAL: '1' };
const nothing: Invocation = { args: [], environment: {} };

/**
 * The flags that choose where signatures are stored, by choice and version. An empty cell means that
 * notation does so by default.
 */
const referrersFlags: Record<ReferrersMode, Record<FlagGroup, Invocation>> = {
  auto: { '1.0': nothing, '1.2': nothing, '2.0': nothing },
  tag: {
    '1.0': nothing,
    '1.2': nothing,
    '2.0': { args: ['--force-referrers-tag=true'], environment: {} },
  },
  api: {
    '1.0': { args: ['--allow-referrers-api'], environment: experimental },
    '1.2': { args: ['--force-referrers-tag=false'], environment: {} },
    '2.0': nothing,
  },
};

/**
 * The invocation of `notation sign`. The log contains the last words of a plugin that broke, so the
 * log is always requested.
 */
export function signInvocation(version: NotationVersion, request: SignRequest): Invocation {
  const referrers = referrersFlags[request.referrers][version.flags];
  return {
    args: [
      'sign',
      ...['--signature-format', request.signatureFormat],
      ...['--plugin', request.plugin, '--id', request.keyId],
      ...pairFlags(request),
      ...(request.insecureRegistry ? ['--insecure-registry'] : []),
      ...(request.expiry === undefined ? [] : ['--expiry', `${request.expiry / 1000}s`]),
      ...timestampFlags(request),
      ...referrers.args,
      verbosityFlag(version, request),
      request.reference,
    ],
    environment: referrers.environment,
  };
}

/**
 * The invocation of `notation verify` for a signature in an OCI image layout, without a registry. Only
 * notation's log names the reason of a failure, so the log is always requested.
 */
export function verifyInvocation(version: NotationVersion, request: VerifyRequest): Invocation {
  return {
    args: [
      'verify',
      verbosityFlag(version, request),
      ...['--oci-layout', '--scope', request.scope],
      ...pairFlags(request),
      request.layout,
    ],
    environment: experimental,
  };
}

/** The log names reasons at level info. notation 2.0 has no flag for that level. */
function verbosityFlag(version: NotationVersion, { verbosity }: CommonRequest): string {
  const useVerbose = version.knowsVerbose && verbosity === 'reasons';
  return useVerbose ? '--verbose' : '--debug';
}

function pairFlags({ pluginConfig, userMetadata }: CommonRequest): string[] {
  const config = Object.entries(pluginConfig).flatMap(([key, value]) => [
    '--plugin-config',
    `${key}=${value}`,
  ]);
  const metadata = [...userMetadata].flatMap(([key, value]) => [
    '--user-metadata',
    `${key}=${value}`,
  ]);
  return [...config, ...metadata];
}

function timestampFlags({ timestamp }: SignRequest): string[] {
  if (timestamp === undefined) return [];
  return ['--timestamp-url', timestamp.url, '--timestamp-root-cert', timestamp.rootCertificate];
}
