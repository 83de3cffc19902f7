import type { Deadline } from '../network/deadline';

/** For which artifact something is read, and how long that may take. */
export interface ReadContext {
  /** The artifact's reference, for errors. */
  readonly artifact: string;
  readonly deadline: Deadline;
  /** Ends what is being read. */
  readonly signal?: AbortSignal | undefined;
  /** Hears why a request failed that is sent again after so many milliseconds. */
  readonly onRetry?: ((reason: string, pauseMs: number) => void) | undefined;
}

/** A repository of a registry; a parsed reference is one. */
export interface Repository {
  /** Host and port as the reference names it. */
  readonly registry: string;
  readonly repository: string;
}

/** How many calls were made; they only grow. */
export interface CallCounts {
  /** All calls, those for tokens and along redirects included. */
  requests: number;
  tokens: number;
  /** Pages of referrers, and indexes of the referrers tag. */
  listings: number;
}
