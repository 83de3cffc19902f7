import type { CustomPluginInputs } from '../plugins/custom';
import { type ArtifactInputs, artifactInputs } from './artifacts';
import { type InstallInputs, installInputs, mirrorInput } from './install';
import { type PluginInputs, pluginInputs, verificationPlugin } from './plugin';
import { type Timestamp, timestampInputs } from './timestamp';
import { type TrustInputs, trustInputs } from './trust';
import { flag, oneOf } from './value';

export type { ArtifactInputs, InstallInputs, PluginInputs };

export interface SignInputs extends ArtifactInputs {
  readonly command: 'sign';
  readonly signatureFormat: 'cose' | 'jws';
  readonly plugin: PluginInputs;
  readonly timestamp: Timestamp | undefined;
  /** Artifacts that are verified under this trust are left alone; undefined: all are signed. */
  readonly skipSigned: TrustInputs | undefined;
  readonly mirror: string | undefined;
}

export interface VerifyInputs extends ArtifactInputs, TrustInputs {
  readonly command: 'verify';
  /** The plugin that the signatures need; undefined: none. */
  readonly plugin: CustomPluginInputs | undefined;
  readonly mirror: string | undefined;
}

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
      return installInputs();
    case 'sign':
      return {
        command,
        ...artifactInputs(),
        signatureFormat: oneOf('signatureFormat', ['cose', 'jws'], 'cose'),
        plugin: pluginInputs(),
        timestamp: timestampInputs(),
        skipSigned: flag('skipSigned') ? trustInputs() : undefined,
        mirror: mirrorInput(),
      };
    case 'verify':
      return {
        command,
        ...artifactInputs(),
        ...trustInputs(),
        plugin: verificationPlugin(),
        mirror: mirrorInput(),
      };
  }
}
