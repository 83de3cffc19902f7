import type { Warning } from '../messages';
import { type ArtifactSigningInputs, CERTIFICATE_DAYS } from './artifactSigning';
import type { KeyVaultInputs } from './azureKeyVault';
import { type CustomPluginInputs, checkCustomPlugin } from './custom';

/**
 * Holds a step to the rules of its plugin, before anything is downloaded.
 *
 * @param timestamp whatever stands for one; undefined: none
 * @returns advice
 * @throws TaskError FormatUnsupported
 */
export function checkPluginRules(
  plugin: KeyVaultInputs | ArtifactSigningInputs | CustomPluginInputs,
  format: 'cose' | 'jws',
  timestamp: unknown,
): Warning[] {
  if (plugin.kind === 'custom') checkCustomPlugin(plugin, format);
  if (plugin.kind !== 'azureArtifactSigning' || timestamp !== undefined) return [];
  const values = [CERTIFICATE_DAYS];
  return [{ key: 'Warning_NoTimestamp', values, isShortfall: false }];
}
