import { TaskError } from '../errors';

/**
 * Listens for what ends a process without an outcome: an exception that nobody caught, a rejection
 * that nobody handled, and an event loop that is empty although work is still waited for (a promise
 * that never settles keeps no process alive).
 *
 * The agent library has listeners of its own, which write a result and let the process go on: they
 * are removed.
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
  faults.catch(() => undefined); // it is raced against the work
  return faults;
}
