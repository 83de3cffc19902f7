import { TaskError } from '../errors';

/**
 * What the agent says when it cancels a step: SIGINT, 7.5 seconds later SIGTERM, 2.5 seconds later
 * it kills the process (agent: ProcessInvoker.cs). SIGHUP comes where the terminal of an interactive
 * agent is closed.
 */
export interface Cancellation {
  /** Rejects with TaskError Cancelled once `stop` has ended; never resolves otherwise. */
  readonly cancelled: Promise<never>;
  /** Whether the agent has asked for it: whatever fails from then on fails because of that. */
  isRequested(): boolean;
}

/** What is closed at once when the agent cancels the step. */
const closers = new Set<() => void>();
let isHeard = false;

/**
 * Has something closed as soon as the agent cancels the step: on Windows no file can be removed that is still open.
 *
 * @param close must not throw
 * @returns ends it
 */
export function closeOnCancellation(close: () => void): () => void {
  closers.add(close);
  return () => closers.delete(close);
}

/** Whether the agent has cancelled the step: then nothing is tried again. */
export function isCancelled(): boolean {
  return isHeard;
}

/**
 * Listens for the agent's wish to cancel.
 *
 * @param stop ends what the step has running; called with `urgent` when there is no time left:
 *   at any but SIGINT, or at a second signal. It may be called twice.
 */
export function listenForCancellation(stop: (urgent: boolean) => Promise<void>): Cancellation {
  let reject: (reason: unknown) => void;
  const cancelled = new Promise<never>((_resolve, refuse) => (reject = refuse));
  cancelled.catch(() => undefined); // it is raced against the work; alone it must not end the process
  let signals = 0;
  const heard = (signal: NodeJS.Signals): void => {
    signals += 1;
    isHeard = true;
    for (const close of closers) close();
    void stop(signal !== 'SIGINT' || signals > 1).then(() => {
      reject(new TaskError('Cancelled'));
    });
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP'] as const;
  for (const name of names) process.on(name, heard);
  return { cancelled, isRequested: () => signals > 0 };
}
