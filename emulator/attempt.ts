import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { win32 } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Lines } from './lines';

/** How long the agent waits, in milliseconds. */
export interface Timings {
  /** After SIGINT; agent: ProcessInvoker.cs. */
  readonly interrupt: number;
  /** After SIGTERM. */
  readonly terminate: number;
  /** For streams that another process holds open, once the task's own has ended. */
  readonly streams: number;
  /** For a process that goes on after `task.complete` with done=true. */
  readonly completion: number;
  /** Before a step is tried again, after so many attempts; agent: RetryHelper.cs. */
  readonly retry: (attempts: number) => number;
}

export const agentTimings: Timings = {
  interrupt: 7500,
  terminate: 2500,
  streams: 5000,
  completion: 5000,
  retry: (attempts) => (attempts + 1) ** 2 * 1000,
};

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The program that sends Ctrl+C to the console of a process, given its id: Windows has no SIGINT. */
  readonly interrupter?: string | undefined;
}

/** How a process ended. `failure` says why it could not even start. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly failure?: string;
}

/** What can be done with something that runs. */
export interface Attempt {
  readonly pid: number | undefined;
  readonly done: Promise<Ending>;
  /** Stops it as the agent cancels a step. */
  stop(): void;
  /** Waits for it no longer, but leaves it running. */
  abandon(): void;
}

export interface OutputHandlers {
  readonly chunk: (stream: 'stdout' | 'stderr', bytes: Buffer) => void;
  readonly line: (line: string) => void;
}

/** One process of a step: started with stdin closed, heard line by line, stopped with signals to it alone. */
export class ProcessAttempt implements Attempt {
  readonly done: Promise<Ending>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #ended: Promise<Ending>;
  readonly #timings: Timings;
  readonly #interrupter: string | undefined;
  #stopping = false;
  #abandon: () => void = () => undefined;

  constructor(launch: Launch, ears: OutputHandlers, timings: Timings) {
    this.#timings = timings;
    this.#interrupter = launch.interrupter;
    this.#child = spawn(launch.command, launch.args, {
      cwd: launch.cwd,
      env: launch.environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true, // on Windows a console of its own, as the agent gives it one
    });
    // A process that ends before stdin is closed must not end us with EPIPE.
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdin.end();
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', ({ message }) => {
        resolve({ exitCode: null, signal: null, failure: message });
      });
      this.#child.once('exit', (exitCode, signal) => {
        resolve({ exitCode, signal });
      });
      this.#abandon = () => {
        resolve({ exitCode: 0, signal: null });
      };
    });
    this.done = this.#listen(ears);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  stop(): void {
    if (!this.#stopping) {
      this.#stopping = true;
      void this.#signal();
    }
  }

  abandon(): void {
    this.#abandon();
  }

  async #listen(ears: OutputHandlers): Promise<Ending> {
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    const streams = (['stdout', 'stderr'] as const).map((name) => {
      const lines = new Lines(ears.line);
      const stream = this.#child[name];
      stream.on('data', (bytes: Buffer) => {
        ears.chunk(name, bytes);
        lines.write(bytes);
      });
      return { stream, lines };
    });
    const ending = await this.#ended;
    if (ending.failure === undefined) {
      await within(this.#timings.streams, closed);
    }
    for (const { stream, lines } of streams) {
      stream.removeAllListeners('data');
      stream.destroy();
      lines.end();
    }
    // A process that was abandoned must not hold up ours.
    this.#child.unref();
    return ending;
  }

  /** Source: agent: ProcessInvoker.MacLinux.cs. */
  async #signal(): Promise<void> {
    const { interrupt, terminate } = this.#timings;
    if (process.platform === 'win32') return this.#interrupt(interrupt);
    for (const [signal, wait] of [
      ['SIGINT', interrupt] as const,
      ['SIGTERM', terminate] as const,
    ]) {
      this.#child.kill(signal);
      if (await within(wait, this.#ended)) {
        return;
      }
    }
    this.#child.kill('SIGKILL');
  }

  /** Ctrl+C, and then the end of all: Ctrl+Break between them is left out. Source: agent: ProcessInvoker.Windows.cs. */
  async #interrupt(waitMs: number): Promise<void> {
    const { pid } = this.#child;
    if (pid === undefined) return;
    if (this.#interrupter === undefined) throw new Error('nobody can send Ctrl+C');
    spawn(this.#interrupter, [String(pid)], { stdio: 'ignore', windowsHide: true });
    if (await within(waitMs, this.#ended)) return;
    endTree(pid);
    this.#child.kill('SIGKILL');
  }
}

/** Ends a process of Windows with all that it has started. */
function endTree(pid: number): void {
  const root = process.env['SystemRoot'] ?? 'C:\\Windows';
  const program = win32.join(root, 'System32', 'taskkill.exe');
  spawnSync(program, ['/pid', String(pid), '/t', '/f'], { windowsHide: true });
}

/** Waits for a promise, but no longer than so many milliseconds; says whether it came in time. */
export async function within(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(milliseconds, false, { signal: timer.signal }).catch(() => false);
  const inTime = await Promise.race([promise.then(() => true), late]);
  timer.abort();
  return inTime;
}
