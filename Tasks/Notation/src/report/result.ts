import type { TaskError } from '../errors';
import type { WarningKey } from '../messages';

/** A warning: its text and the values of the text's placeholders. */
export interface Warning {
  readonly key: WarningKey;
  readonly values: readonly string[];
  /** Something is less than signed or verified: the step then succeeds with issues at best. */
  readonly isShortfall: boolean;
}

/** What became of one artifact. */
export interface ArtifactResult {
  /** As notation was given it. */
  readonly reference: string;
  /** With the digest that a tag was resolved to. */
  readonly resolved: string | undefined;
  readonly status: 'signed' | 'verified' | 'skipped' | 'failed';
  readonly warnings: readonly Warning[];
  /** Present where the status is failed. */
  readonly error: TaskError | undefined;
}

/** What became of a step. */
export interface StepReport {
  readonly artifacts: readonly ArtifactResult[];
  /** Warnings of the step as a whole. */
  readonly warnings: readonly Warning[];
  readonly failOnWarning: boolean;
}
