import type { NonEmpty } from '../text/nonEmpty';
import type { FlagGroup, NotationVersion } from './version';

/** Where signatures are stored and looked up: notation's own way, the Referrers API, or the tag. */
export type Referrers = 'auto' | 'api' | 'tag';

/** How much notation tells of its work. */
export type Verbosity = 'reasons' | 'debug';

interface CommonRequest {
  /** The artifact, `<registry>/<repository>@<digest>` or with a tag. */
  readonly reference: string;
  readonly referrers: Referrers;
  /** Plain HTTP. */
  readonly insecureRegistry: boolean;
  readonly pluginConfig: Readonly<Record<string, string>>;
  /** Signed with the artifact, or demanded of the signature. */
  readonly userMetadata: ReadonlyMap<string, string>;
  readonly verbosity: Verbosity;
}

export interface SignRequest extends CommonRequest {
  readonly plugin: NonEmpty;
  readonly keyId: NonEmpty;
  readonly signatureFormat: 'cose' | 'jws';
  /** Milliseconds, whole seconds; undefined: none. */
  readonly expiry: number | undefined;
  readonly timestamp?: { readonly url: string; readonly rootCertificate: string } | undefined;
}

export interface VerifyRequest extends CommonRequest {
  /** undefined: notation's own limit. */
  readonly maxSignatures: number | undefined;
}

export type InspectRequest = Pick<
  VerifyRequest,
  'reference' | 'referrers' | 'insecureRegistry' | 'maxSignatures'
>;

/** The arguments of one run, and what its environment must hold for them. */
export interface Invocation {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const experimental = { NOTATION_EXPERIMENTAL: '1' };
const nothing: Invocation = { args: [], environment: {} };
const allowApi: Invocation = { args: ['--allow-referrers-api'], environment: experimental };

/**
 * The flags that choose how signatures are stored, by the choice, the command and the version.
 * A cell without flags leaves it to notation, or to what it does anyway.
 */
const referrersFlags: Record<
  Referrers,
  Record<'sign' | 'verify', Record<FlagGroup, Invocation>>
> = {
  auto: {
    sign: { '1.0': nothing, '1.2': nothing, '2.0': nothing },
    verify: { '1.0': nothing, '1.2': nothing, '2.0': nothing },
  },
  tag: {
    sign: {
      '1.0': nothing,
      '1.2': nothing,
      '2.0': { args: ['--force-referrers-tag=true'], environment: {} },
    },
    verify: { '1.0': nothing, '1.2': nothing, '2.0': nothing },
  },
  api: {
    sign: {
      '1.0': allowApi,
      '1.2': { args: ['--force-referrers-tag=false'], environment: {} },
      '2.0': nothing,
    },
    verify: { '1.0': allowApi, '1.2': nothing, '2.0': nothing },
  },
};

/** The whole of one `notation sign`. What a plugin said before it broke stands only in its log. */
export function signInvocation(version: NotationVersion, request: SignRequest): Invocation {
  const referrers = referrersFlags[request.referrers].sign[version.flags];
  return {
    args: [
      'sign',
      ...['--signature-format', request.signatureFormat],
      ...['--plugin', request.plugin, '--id', request.keyId],
      ...commonFlags(request),
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
 * The whole of one `notation verify`. It names the reason of a failure only in its log, so it is
 * always asked for one.
 */
export function verifyInvocation(version: NotationVersion, request: VerifyRequest): Invocation {
  const referrers = referrersFlags[request.referrers].verify[version.flags];
  return {
    args: [
      'verify',
      verbosityFlag(version, request),
      ...commonFlags(request),
      ...limitFlags(request),
      ...referrers.args,
      request.reference,
    ],
    environment: referrers.environment,
  };
}

/** The whole of one `notation inspect`, for its JSON. */
export function inspectInvocation(version: NotationVersion, request: InspectRequest): Invocation {
  const { reference, referrers, insecureRegistry } = request;
  const flags = referrersFlags[referrers].verify[version.flags];
  const insecure = insecureRegistry ? ['--insecure-registry'] : [];
  const all = [...insecure, ...limitFlags(request), ...flags.args];
  return {
    args: ['inspect', '--output', 'json', ...all, reference],
    environment: flags.environment,
  };
}

/** Reasons stand in the log at level info, which notation 2.0 knows no flag for. */
function verbosityFlag(version: NotationVersion, { verbosity }: CommonRequest): string {
  const useVerbose = version.knowsVerbose && verbosity === 'reasons';
  return useVerbose ? '--verbose' : '--debug';
}

function limitFlags({ maxSignatures }: InspectRequest): string[] {
  return maxSignatures === undefined ? [] : ['--max-signatures', String(maxSignatures)];
}

function commonFlags(request: CommonRequest): string[] {
  const { pluginConfig, userMetadata, insecureRegistry } = request;
  const config = Object.entries(pluginConfig).flatMap(([key, value]) => [
    '--plugin-config',
    `${key}=${value}`,
  ]);
  const metadata = [...userMetadata].flatMap(([key, value]) => [
    '--user-metadata',
    `${key}=${value}`,
  ]);
  return [...config, ...metadata, ...(insecureRegistry ? ['--insecure-registry'] : [])];
}

function timestampFlags({ timestamp }: SignRequest): string[] {
  if (timestamp === undefined) return [];
  return ['--timestamp-url', timestamp.url, '--timestamp-root-cert', timestamp.rootCertificate];
}
