import type { NonEmpty } from '../text/nonEmpty';
import type { FlagGroup, NotationVersion } from './version';

/** Where signatures are stored and looked up: notation's own way, the Referrers API, or the tag. */
export type Referrers = 'auto' | 'api' | 'tag';

/** How much notation tells of its work. */
export type Verbosity = 'reasons' | 'debug';

interface CommonRequest {
  readonly pluginConfig: Readonly<Record<string, string>>;
  /** Signed with the artifact, or demanded of the signature. */
  readonly userMetadata: ReadonlyMap<string, string>;
  readonly verbosity: Verbosity;
}

export interface SignRequest extends CommonRequest {
  /** The artifact, `<registry>/<repository>@<digest>`. */
  readonly reference: string;
  readonly referrers: Referrers;
  /** Plain HTTP. */
  readonly insecureRegistry: boolean;
  readonly plugin: NonEmpty;
  readonly keyId: NonEmpty;
  readonly signatureFormat: 'cose' | 'jws';
  /** Milliseconds, whole seconds; undefined: none. */
  readonly expiry: number | undefined;
  readonly timestamp?: { readonly url: string; readonly rootCertificate: string } | undefined;
}

export interface VerifyRequest extends CommonRequest {
  /** The layout, relative to the working directory, and the artifact in it: `<directory>@<digest>`. */
  readonly layout: string;
  /** `<registry>/<repository>`, which the policy's registryScopes are matched with. */
  readonly scope: string;
}

/** The arguments of one run, and what its environment must hold for them. */
export interface Invocation {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const experimental = { NOTATION_EXPERIMENTAL: '1' };
const nothing: Invocation = { args: [], environment: {} };

/**
 * The flags that choose how signatures are stored, by the choice and the version. A cell without flags
 * leaves it to notation, or to what notation does anyway.
 */
const referrersFlags: Record<Referrers, Record<FlagGroup, Invocation>> = {
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

/** The whole of one `notation sign`. What a plugin said before it broke stands only in its log. */
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
 * The whole of one `notation verify` of a signature in an OCI image layout, for which no registry is
 * asked. It names the reason of a failure only in its log, so it is always asked for one.
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

/** Reasons stand in the log at level info, which notation 2.0 knows no flag for. */
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
