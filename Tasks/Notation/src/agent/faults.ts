import { TaskError } from '../errors';

/**
 * Listens for events that end a process without an outcome: an uncaught exception, an unhandled
 * rejection, and an empty event loop while a promise is still pending (a pending promise does not keep
 * the process alive).
 *
 * The agent library adds listeners that write a result and let the process continue. This function
 * removes those listeners.
 *
 * @returns rejects with the first fault; never resolves
 */
export function listenForFaults(): Promise<never> {
  const faults = new Promise<never>((_resolve, reject) => {
    for (const name of ['uncaughtException', 'unhandledRejection'] as const) {
      process.removeAllListeners(name);
      process.on(name, reject);
    }
    process.once('beforeExit', () => {
      reject(new TaskError('NoOutcome'));
    });
  });
  faults.catch(() => undefined); // callers race it against the work
  return faults;
}
