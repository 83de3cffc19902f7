import { input, secretInput } from './agent/input';
import { secretVariable, variable } from './agent/variable';
import { parseReferences } from './artifacts/list';
import type { Reference } from './artifacts/reference';
import { TaskError } from './errors';
import {
  count,
  duration,
  existingPath,
  expanded,
  flag,
  httpUrl,
  oneOf,
  required,
} from './inputValue';
import type { Referrers } from './notation/arguments';
import { type KeyVaultInputs, checkKeyVaultInputs } from './plugins/azureKeyVault';

/** Where `install` takes notation from. */
export type InstallSource =
  | { readonly kind: 'pinned'; readonly version: string }
  | { readonly kind: 'custom'; readonly url: string; readonly checksum: string };

/** What every step that downloads something shares. */
interface DownloadInputs {
  /** A URL that takes the place of https://github.com; it may hold secrets. */
  readonly mirror: string | undefined;
}

export interface InstallInputs extends DownloadInputs {
  readonly command: 'install';
  readonly source: InstallSource;
}

/** What sign and verify share. */
export interface ArtifactInputs {
  /** Empty where the Docker task is to be asked. */
  readonly artifacts: readonly Reference[];
  /** The Docker task's own variable, where the step names no artifact. */
  readonly resourceUris: string | undefined;
  readonly referrers: Referrers;
  readonly failOnWarning: boolean;
  /** Milliseconds that notation is given for one artifact. */
  readonly timeout: number;
  /** How many artifacts are worked on at once. */
  readonly maxParallel: number;
}

export interface SignInputs extends ArtifactInputs, DownloadInputs {
  readonly command: 'sign';
  readonly signatureFormat: 'cose' | 'jws';
  readonly plugin: KeyVaultInputs;
  readonly timestamp: { readonly url: string; readonly rootCertificate: string } | undefined;
}

export interface VerifyInputs extends ArtifactInputs {
  readonly command: 'verify';
  /** Absolute paths. */
  readonly trustPolicy: string;
  readonly trustStore: string;
}

/** Milliseconds; long enough for a slow key vault and a slow registry. */
const DEFAULT_TIMEOUT = 5 * 60 * 1000;

/** What measured best, and what no agent gains from going beyond. */
const DEFAULT_PARALLEL = 8;
const MOST_PARALLEL = 64;

export type Inputs = InstallInputs | SignInputs | VerifyInputs;

/**
 * Reads every input of the step, once, and checks all that can be known before anything runs.
 *
 * @throws TaskError naming the input, what is wrong with it and how to write it
 */
export function readInputs(): Inputs {
  const command = oneOf('command', ['install', 'sign', 'verify'], 'install');
  switch (command) {
    case 'install':
      return { command, source: installSource(), mirror: mirror() };
    case 'sign':
      return {
        command,
        ...artifactInputs(),
        mirror: mirror(),
        signatureFormat: oneOf('signatureFormat', ['cose', 'jws'], 'cose'),
        plugin: keyVaultInputs(),
        timestamp: timestamp(),
      };
    case 'verify':
      return {
        command,
        ...artifactInputs(),
        trustPolicy: existingPath('trustPolicy', required('trustPolicy')),
        trustStore: existingPath('trustStore', required('trustStore')),
      };
  }
}

/** The step's own mirror, else the one that a variable names for a whole project. */
function mirror(): string | undefined {
  const [name, value] =
    expanded('mirrorUrl', secretInput) === undefined
      ? ['Notation.MirrorUrl', secretVariable('Notation.MirrorUrl')]
      : ['mirrorUrl', expanded('mirrorUrl', secretInput)];
  return value === undefined ? undefined : httpUrl(name, value);
}

function installSource(): InstallSource {
  if (!flag('isCustomVersion')) {
    return { kind: 'pinned', version: expanded('version') ?? 'latest' };
  }
  const checksum = required('checksum').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(checksum)) throw new TaskError('ChecksumMalformed', [checksum]);
  return { kind: 'custom', url: httpUrl('url', required('url', secretInput)), checksum };
}

function artifactInputs(): ArtifactInputs {
  return {
    artifacts: parseReferences(input('artifactRefs') ?? ''),
    resourceUris: variable('RESOURCE_URIS'),
    referrers: flag('allowReferrersAPI') ? 'api' : 'auto',
    failOnWarning: flag('failOnWarning'),
    timeout: duration('timeoutPerArtifact') ?? DEFAULT_TIMEOUT,
    maxParallel: count('maxParallel', MOST_PARALLEL) ?? DEFAULT_PARALLEL,
  };
}

function keyVaultInputs(): KeyVaultInputs {
  oneOf('plugin', ['azureKeyVault'], 'azureKeyVault');
  const bundle = expanded('caCertBundle');
  return checkKeyVaultInputs({
    version: required('akvPluginVersion').replace(/^v/i, ''),
    keyId: required('keyid'),
    selfSigned: flag('selfSigned'),
    caCertBundle: bundle === undefined ? undefined : existingPath('caCertBundle', bundle),
    connection: input('azurekvServiceConection') ?? input('azurekvServiceConnection'),
  });
}

function timestamp(): SignInputs['timestamp'] {
  const url = expanded('timestampURL');
  const root = expanded('timestampRootCert');
  if (url === undefined && root === undefined) return undefined;
  if (url === undefined)
    throw new TaskError('TimestampIncomplete', ['timestampRootCert', 'timestampURL']);
  if (root === undefined)
    throw new TaskError('TimestampIncomplete', ['timestampURL', 'timestampRootCert']);
  return {
    url: httpUrl('timestampURL', url),
    rootCertificate: existingPath('timestampRootCert', root),
  };
}
