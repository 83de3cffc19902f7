import { input, secretInput } from '../agent/input';
import { TaskError } from '../errors';
import type { ArtifactSigningInputs } from '../plugins/artifactSigning';
import { type KeyVaultInputs, checkKeyVaultInputs } from '../plugins/azureKeyVault';
import type { CustomPluginInputs } from '../plugins/custom';
import { checksum } from './install';
import { isPluginName } from '../text/pluginName';
import { existingFile } from './path';
import { expanded, flag, httpUrl, keyValueLines, oneOf, required } from './value';

/** The signing plugin of a step, and what it is told. */
export type PluginInputs = KeyVaultInputs | ArtifactSigningInputs | CustomPluginInputs;

/** The plugin that signs. */
export function pluginInputs(): PluginInputs {
  const kind = oneOf(
    'plugin',
    ['azureKeyVault', 'azureArtifactSigning', 'custom'],
    'azureKeyVault',
  );
  switch (kind) {
    case 'azureKeyVault':
      return keyVaultInputs();
    case 'azureArtifactSigning':
      return artifactSigningInputs();
    case 'custom':
      return { ...customPluginInputs(), keyId: required('keyid') };
  }
}

/** The plugin that a signature needs to be verified, where the step names one. */
export function verificationPlugin(): CustomPluginInputs | undefined {
  return expanded('pluginName') === undefined ? undefined : { ...customPluginInputs(), keyId: '' };
}

function keyVaultInputs(): KeyVaultInputs {
  const bundle = expanded('caCertBundle');
  return checkKeyVaultInputs({
    kind: 'azureKeyVault',
    version: required('akvPluginVersion').replace(/^v/i, ''),
    keyId: required('keyid'),
    selfSigned: flag('selfSigned'),
    caCertBundle: bundle === undefined ? undefined : existingFile('caCertBundle', bundle),
    connection: azureConnection(),
  });
}

function artifactSigningInputs(): ArtifactSigningInputs {
  const profile = required('certificateProfile');
  return {
    kind: 'azureArtifactSigning',
    account: required('signingAccount'),
    profile,
    endpoint: httpUrl('signingEndpoint', required('signingEndpoint')),
    keyId: profile,
    connection: azureConnection(),
  };
}

function customPluginInputs(): CustomPluginInputs {
  const path = expanded('pluginPath');
  const source =
    path === undefined
      ? ({
          url: httpUrl('pluginUrl', required('pluginUrl', secretInput)),
          checksum: checksum('pluginChecksum'),
        } as const)
      : ({ path: existingFile('pluginPath', path) } as const);
  const name = required('pluginName');
  if (!isPluginName(name) || /^notation-/i.test(name))
    throw new TaskError('PluginNameMalformed', [name]);
  return { kind: 'custom', name, source, keyId: '', config: keyValueLines('pluginConfig') };
}

function azureConnection(): string | undefined {
  return input('azurekvServiceConection') ?? input('azurekvServiceConnection');
}
