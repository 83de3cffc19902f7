import type { ChildProcess } from 'node:child_process';
import { signalGroup } from './signalGroup';

/** The running children of a step, and whether they are being ended. */
export class Children {
  readonly #running = new Set<ChildProcess>();
  #isStopping = false;

  /** Whether the step is ending its children. No child may start then. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Adds a child that ends with the step. */
  add(child: ChildProcess): void {
    this.#running.add(child);
  }

  /** Forgets a child that has ended. */
  remove(child: ChildProcess): void {
    this.#running.delete(child);
  }

  /** Ends every child, with its whole group, and lets no new one start. See `endChild`. */
  async stop(urgent: boolean): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#running].map((child) => endChild(child, urgent)));
  }

  /** Kills every child with its process group, without waiting. Used at the end of this process. */
  kill(): void {
    this.#isStopping = true;
    for (const child of this.#running) signalGroup(child, 'SIGKILL');
  }
}

/** Milliseconds between one signal to a child and the next, stronger signal. */
const SIGNAL_TIMEOUT_MS = { SIGINT: 2500, SIGTERM: 2000 };

/** Milliseconds to wait for a killed child. Some children cannot end: the system holds them. */
const KILLED_WITHIN_MS = 2000;

/**
 * Ends a child with its whole group: SIGINT, SIGTERM, SIGKILL, with time between.
 *
 * @param urgent SIGKILL at once
 * @returns resolves when the child is gone or cannot be ended, well within the agent's own time limit
 */
export async function endChild(child: ChildProcess, urgent: boolean): Promise<void> {
  const gone = new Promise((resolve) => child.once('close', resolve));
  if (!urgent) {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      signalGroup(child, signal);
      if (await within(SIGNAL_TIMEOUT_MS[signal], gone)) return;
    }
  }
  signalGroup(child, 'SIGKILL');
  await within(KILLED_WITHIN_MS, gone);
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
