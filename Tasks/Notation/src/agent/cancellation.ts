import { TaskError } from '../errors';

/**
 * The signals that cancel a step. The agent sends SIGINT, SIGTERM 7.5 seconds later, and kills the
 * process another 2.5 seconds later (agent: ProcessInvoker.cs). Closing the terminal of an interactive
 * agent sends SIGHUP.
 */
export interface Cancellation {
  /** Rejects with TaskError Cancelled once `stop` has ended; never resolves otherwise. */
  readonly cancelled: Promise<never>;
  /** Whether the agent has canceled the step. Every later failure is a consequence of that. */
  isRequested(): boolean;
}

/**
 * Listens for the signals that cancel the step.
 *
 * @param stop ends the running children of the step. `urgent` means that no time is left: the signal
 * was not SIGINT, or it was the second signal. `stop` may be called twice.
 */
export function listenForCancellation(stop: (urgent: boolean) => Promise<void>): Cancellation {
  let reject: (reason: unknown) => void;
  const cancelled = new Promise<never>((_resolve, refuse) => (reject = refuse));
  cancelled.catch(() => undefined); // callers race it against the work; an unhandled rejection would end the process
  let signals = 0;
  const heard = (signal: NodeJS.Signals): void => {
    signals += 1;
    void stop(signal !== 'SIGINT' || signals > 1).then(() => {
      reject(new TaskError('Cancelled'));
    });
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP'] as const;
  for (const name of names) process.on(name, heard);
  return { cancelled, isRequested: () => signals > 0 };
}
