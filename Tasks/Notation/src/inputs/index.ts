import type { Plugin, SigningPlugin } from '../plugins/signingPlugin';
import { type ArtifactInputs, artifactInputs } from './artifacts';
import { attachedTypes } from './attachedTypes';
import { type ImageInputs, imageInputs } from './images';
import { type InstallInputs, installInputs, mirrorInput } from './install';
import { pluginInputs, verificationPlugin } from './plugin';
import { type Timestamp, timestampInputs } from './timestamp';
import { type TrustInputs, trustInputs } from './trust';
import { count, flag, keyValueLines, oneOf, wholeSeconds } from './value';

export type { ArtifactInputs, ImageInputs, InstallInputs };

export interface SignInputs extends ArtifactInputs {
  readonly command: 'sign';
  readonly signatureFormat: 'cose' | 'jws';
  readonly plugin: SigningPlugin;
  readonly timestamp: Timestamp | undefined;
  /** A URL that replaces https://github.com for notation and plugins. It may contain secrets. */
  readonly mirror: string | undefined;
  /** Key-value pairs that are signed with the artifact. */
  readonly userMetadata: ReadonlyMap<string, string>;
  /** Whether build details are added to these pairs. */
  readonly buildMetadata: boolean;
  /** Milliseconds in whole seconds after which the signature expires; undefined: never. */
  readonly expiry: number | undefined;
  /** Artifacts that pass under this trust are not signed again; undefined: all are signed. */
  readonly skipSigned: TrustInputs | undefined;
  /** The types of attached artifacts that are signed, too. */
  readonly attachedTypes: readonly string[];
}

export interface VerifyInputs extends ArtifactInputs {
  readonly command: 'verify';
  /** In place of `artifacts`; undefined: none. */
  readonly images: ImageInputs | undefined;
  readonly trust: TrustInputs;
  /** Key-value pairs that a signature must contain. */
  readonly userMetadata: ReadonlyMap<string, string>;
  /** The largest number of signatures that are fetched for an artifact; undefined: notation's default. */
  readonly maxSignatures: number | undefined;
  /** The types of artifacts that must be attached and verified. */
  readonly attachedTypes: readonly string[];
  /** Whether the signer of the valid signature is shown. */
  readonly showSigner: boolean;
  /** The verification plugin of the signatures; undefined: none. */
  readonly plugin: Plugin | undefined;
  /** A URL that replaces https://github.com for notation and plugins. It may contain secrets. */
  readonly mirror: string | undefined;
}

export interface InspectInputs extends ArtifactInputs {
  readonly command: 'inspect';
  /** In place of `artifacts`; undefined: none. */
  readonly images: ImageInputs | undefined;
}

export type Inputs = InstallInputs | SignInputs | VerifyInputs | InspectInputs;

const LARGEST_MAX_SIGNATURES = 10_000;

/**
 * Reads every input of the step once, and makes all checks that need no program and no network.
 *
 * @throws TaskError that names the input, its problem and its correct form
 */
export function readInputs(): Inputs {
  // The input has no default: an empty variable must not turn a verification into an install step.
  const command = oneOf('command', ['install', 'sign', 'verify', 'inspect']);
  switch (command) {
    case 'install':
      return installInputs();
    case 'sign':
      return {
        command,
        ...artifactInputs(),
        signatureFormat: oneOf('signatureFormat', ['cose', 'jws'], 'cose'),
        plugin: pluginInputs(),
        timestamp: timestampInputs(),
        mirror: mirrorInput(),
        userMetadata: keyValueLines('userMetadata'),
        buildMetadata: flag('buildMetadata'),
        expiry: wholeSeconds('expiry'),
        attachedTypes: attachedTypes(),
        skipSigned: flag('skipSigned') ? trustInputs() : undefined,
      };
    case 'verify':
      return {
        command,
        ...artifactInputs(),
        images: imageInputs(command),
        trust: trustInputs(),
        userMetadata: keyValueLines('userMetadata'),
        maxSignatures: count('maxSignatures', LARGEST_MAX_SIGNATURES),
        attachedTypes: attachedTypes(),
        showSigner: flag('showSigner', true),
        plugin: verificationPlugin(),
        mirror: mirrorInput(),
      };
    case 'inspect':
      return { command, ...artifactInputs(), images: imageInputs(command) };
  }
}
