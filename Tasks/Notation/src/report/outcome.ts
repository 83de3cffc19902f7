import type { Outcome } from '../agent/outcome';
import { hasShortfall } from '../messages';
import type { StepReport } from './result';

/**
 * Decides how a step ends: failed when an artifact failed, or what came behind the artifacts; with issues when an artifact is less than
 * signed or verified, which `failOnWarning` makes a failure.
 */
export function outcomeOf({ artifacts, warnings, failOnWarning, error }: StepReport): Outcome {
  if (error !== undefined) return 'Failed';
  if (artifacts.some(({ status }) => status === 'failed')) return 'Failed';
  const all = [...warnings, ...artifacts.flatMap((artifact) => artifact.warnings)];
  if (!hasShortfall(all)) return 'Succeeded';
  return failOnWarning ? 'Failed' : 'SucceededWithIssues';
}
