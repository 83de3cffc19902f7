import type { Deadline } from '../network/deadline';

/** The artifact that a read belongs to, and the time limit of the read. */
export interface ReadContext {
  /** The artifact's reference, for errors. */
  readonly artifact: string;
  readonly deadline: Deadline;
  /**
   * The position of the artifact in the step. Requests for earlier artifacts go first: their verification
   * then runs while later artifacts are read.
   */
  readonly order?: number | undefined;
  /** Ends the read. */
  readonly signal?: AbortSignal | undefined;
  /** Hears why a request failed that is sent again after so many milliseconds. */
  readonly onRetry?: ((reason: string, pauseMs: number) => void) | undefined;
}

/** A repository of a registry. A parsed reference is one, too. */
export interface Repository {
  /** Host and port, as written in the reference. */
  readonly registry: string;
  readonly repository: string;
}

/** Counters of calls. They only grow. */
export interface CallCounts {
  /** All calls, including token requests and redirects. */
  requests: number;
  tokens: number;
  /** Pages of referrers, and indexes of the referrers tag. */
  listings: number;
}
