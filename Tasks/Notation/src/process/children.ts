import type { ChildProcess } from 'node:child_process';
import { signalGroup } from './signalGroup';

const running = new Set<ChildProcess>();
let stopping = false;

// However this process ends, and were it by an error that nobody caught: nothing of it goes on signing.
process.once('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/** Whether the step is ending its children: then none may start. */
export function isStopping(): boolean {
  return stopping;
}

/** Has a child ended with the step. */
export function track(child: ChildProcess): void {
  running.add(child);
}

/** Forgets a child that has ended. */
export function untrack(child: ChildProcess): void {
  running.delete(child);
}

/** How long a child is given, in milliseconds, before the next and harder signal. */
const PATIENCE = { SIGINT: 2500, SIGTERM: 2000 };

/**
 * Ends every running child with its whole group, and lets no new one start; resolves when all are
 * gone, well within the agent's own patience.
 *
 * @param urgent kills at once
 */
export async function stopProcesses(urgent: boolean): Promise<void> {
  stopping = true;
  await Promise.all([...running].map((child) => endChild(child, urgent)));
}

/** SIGINT, SIGTERM, SIGKILL to a child's group, with time between; `urgent`: the last at once. */
export async function endChild(child: ChildProcess, urgent: boolean): Promise<void> {
  const gone = new Promise((resolve) => child.once('close', resolve));
  if (!urgent) {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      signalGroup(child, signal);
      if (await within(PATIENCE[signal], gone)) return;
    }
  }
  signalGroup(child, 'SIGKILL');
  await gone;
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, milliseconds);
  });
  const done = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return done;
}
