import type { Plugin, SigningPlugin } from '../plugins/signingPlugin';
import { type ArtifactInputs, artifactInputs } from './artifacts';
import { attachedTypes } from './attachedTypes';
import { type ImageInputs, imageInputs } from './images';
import { type InstallInputs, installInputs } from './install';
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
  /** Pairs that are signed with the artifact. */
  readonly userMetadata: ReadonlyMap<string, string>;
  /** Adds where the build comes from to them. */
  readonly buildMetadata: boolean;
  /** Milliseconds, whole seconds, after which the signature is no longer good; undefined: never. */
  readonly expiry: number | undefined;
  /** Artifacts that are verified under this trust are left alone; undefined: all are signed. */
  readonly skipSigned: TrustInputs | undefined;
  /** The types of attached artifacts that are signed, too. */
  readonly attachedTypes: readonly string[];
}

export interface VerifyInputs extends ArtifactInputs {
  readonly command: 'verify';
  /** In place of `artifacts`; undefined: none. */
  readonly images: ImageInputs | undefined;
  readonly trust: TrustInputs;
  /** Pairs that a signature must bear. */
  readonly userMetadata: ReadonlyMap<string, string>;
  /** How many signatures of an artifact are fetched at most; undefined: as many as notation would. */
  readonly maxSignatures: number | undefined;
  /** The types of artifacts that must be attached and verified. */
  readonly attachedTypes: readonly string[];
  /** Tells whose signature it was that passed. */
  readonly showSigner: boolean;
  /** The plugin that the signatures need; undefined: none. */
  readonly plugin: Plugin | undefined;
  readonly mirror: string | undefined;
}

export interface InspectInputs extends ArtifactInputs {
  readonly command: 'inspect';
  /** In place of `artifacts`; undefined: none. */
  readonly images: ImageInputs | undefined;
}

export type Inputs = InstallInputs | SignInputs | VerifyInputs | InspectInputs;

const MOST_SIGNATURES = 10_000;

/**
 * Reads every input of the step, once, and checks all that can be known before anything runs.
 *
 * @throws TaskError naming the input, what is wrong with it and how to write it
 */
export function readInputs(): Inputs {
  // No default here: an empty variable must not turn a gate into an install step.
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
        maxSignatures: count('maxSignatures', MOST_SIGNATURES),
        attachedTypes: attachedTypes(),
        showSigner: flag('showSigner', true),
        plugin: verificationPlugin(),
      };
    case 'inspect':
      return { command, ...artifactInputs(), images: imageInputs(command) };
  }
}
