import type { Warning } from '../messages';
import { type ArtifactSigningInputs, CERTIFICATE_DAYS } from './artifactSigning';
import type { KeyVaultInputs } from './azureKeyVault';
import { type CustomPluginInputs, type Wishes, checkCustomPlugin } from './custom';

/**
 * Holds a step to the rules of its plugin, before anything is downloaded.
 *
 * @returns advice
 * @throws TaskError FormatUnsupported, ExpiryUnsupported, TimestampUnsupported
 */
export function checkPluginRules(
  plugin: KeyVaultInputs | ArtifactSigningInputs | CustomPluginInputs,
  wishes: Wishes,
): Warning[] {
  if (plugin.kind === 'custom') checkCustomPlugin(plugin, wishes);
  if (plugin.kind !== 'azureArtifactSigning' || wishes.timestamp !== undefined) return [];
  const values = [CERTIFICATE_DAYS];
  return [{ key: 'Warning_NoTimestamp', values, isShortfall: false }];
}
