import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { LineSanitiser } from '../agent/sanitise';
import { TaskError, causeOf } from '../errors';

/** How a child ended, and what it wrote: lines, sanitised, at most `KEPT_LINES` of a stream. */
export interface ProcessResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

export interface ProcessOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Hears each line as it comes. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

/** The last lines of a stream that are kept: the reason of a failure stands at the end. */
export const KEPT_LINES = 2000;

const isWindows = process.platform === 'win32';
const running = new Set<ChildProcess>();
let stopping = false;

/**
 * Runs a program to its end, in a process group of its own, with closed standard input.
 *
 * @param program absolute path
 * @param args given as they are, without a shell
 * @throws TaskError ProgramNotStarted; Cancelled when the step is being cancelled
 */
export function runProcess(
  program: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  if (stopping) return Promise.reject(new TaskError('Cancelled'));
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: options.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !isWindows, // a group of its own, so that a plugin can be signalled with it
      windowsHide: true,
    });
    running.add(child);
    const kept = { stdout: [] as string[], stderr: [] as string[] };
    for (const name of ['stdout', 'stderr'] as const) {
      const lines = new LineSanitiser((line) => {
        if (kept[name].push(line) > KEPT_LINES) kept[name].shift();
        options.onLine?.(line, name);
      });
      child[name].on('data', (chunk: Buffer) => {
        lines.write(chunk);
      });
      child[name].on('end', () => {
        lines.end();
      });
    }
    // A plugin that outlives notation would hold the streams open, and go on signing.
    child.on('exit', () => {
      signalGroup(child, 'SIGKILL');
    });
    child.on('error', (error) => {
      running.delete(child);
      reject(new TaskError('ProgramNotStarted', [program, causeOf(error)], { cause: error }));
    });
    child.on('close', (exitCode, signal) => {
      running.delete(child);
      if (stopping) reject(new TaskError('Cancelled'));
      else resolve({ exitCode, signal, ...kept });
    });
  });
}

/** How long children are given, in milliseconds, before the next and harder signal. */
const PATIENCE = { SIGINT: 2500, SIGTERM: 2000 };

/**
 * Ends every running child with its whole group, and lets no new one start: SIGINT, SIGTERM,
 * SIGKILL, with time between; resolves when all are gone, well within the agent's own patience.
 *
 * @param urgent kills at once
 */
export async function stopProcesses(urgent: boolean): Promise<void> {
  stopping = true;
  const gone = Promise.all([...running].map(ended));
  if (!urgent) {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      for (const child of running) signalGroup(child, signal);
      if (await within(PATIENCE[signal], gone)) return;
    }
  }
  for (const child of running) signalGroup(child, 'SIGKILL');
  await gone;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
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

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (isWindows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // ESRCH: nobody of the group is left.
  }
}
