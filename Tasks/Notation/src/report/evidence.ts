import type { PluginEvidence, ProgramEvidence } from '../releases/programEvidence';
import type { TrustEvidence } from '../trust/evidence';

/** What an auditor needs to know of a step beside its results. */
export interface Evidence {
  readonly notation: ProgramEvidence;
  readonly plugin: PluginEvidence | undefined;
  readonly trusts: readonly TrustEvidence[];
  /** What the plugin signed with; undefined where the step signed nothing. */
  readonly keyId: string | undefined;
}
