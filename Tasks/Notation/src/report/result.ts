import type { TaskError } from '../errors';
import type { Warning } from '../messages';
import type { Signature } from '../notation/inspection';

/** How an artifact ended. */
export type Status = 'signed' | 'alreadySigned' | 'verified' | 'skipped' | 'inspected' | 'failed';

/** What became of one artifact. */
export interface ArtifactResult {
  /** As notation was given it. */
  readonly reference: string;
  /** With the digest that a tag was resolved to; undefined where notation named none. */
  readonly resolved: string | undefined;
  readonly status: Status;
  /** The name of the trust policy statement that applied; undefined at sign. */
  readonly policyStatement?: string | undefined;
  /** The subject of whose signature it was that passed, where the step asked for it. */
  readonly signer?: string | undefined;
  /** The signatures that were inspected. */
  readonly signatures?: readonly Signature[] | undefined;
  readonly warnings: readonly Warning[];
  /** Present where the status is failed. */
  readonly error: TaskError | undefined;
}

/** An artifact's result, with the time that it took. */
export interface TimedResult extends ArtifactResult {
  readonly milliseconds: number;
}

/** What became of a step. */
export interface StepReport {
  readonly command: 'install' | 'sign' | 'verify' | 'inspect';
  readonly notationVersion: string;
  readonly artifacts: readonly TimedResult[];
  /** Warnings of the step as a whole. */
  readonly warnings: readonly Warning[];
  readonly failOnWarning: boolean;
}
