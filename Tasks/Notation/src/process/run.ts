import { spawn } from 'node:child_process';
import { maskKnownSecrets } from '../agent/secret';
import { MAX_TIMER_MS } from '../text/duration';
import { LineSplitter } from '../text/lineSplitter';
import { TaskError, causeOf } from '../errors';
import type { Backpressure } from './backpressure';
import { BoundedLines } from './boundedLines';
import { type Children, endChild } from './children';
import { signalGroup } from './signalGroup';

/** How a child ended, and the sanitized lines that it wrote, about `MAX_KEPT_LINES` for each stream. */
export interface ProcessResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  /** The child was ended because its time was over. */
  readonly timedOut: boolean;
  /** A wanted line was dropped because the child wrote too many lines. */
  readonly isCut: boolean;
}

export interface ProcessOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Milliseconds after which the child is ended. Every program has a time limit. */
  readonly timeout: number;
  /** The working directory; undefined: the working directory of the step. */
  readonly directory?: string;
  /** Selects lines of standard error that are kept at any position. */
  readonly isWanted?: (line: string) => boolean;
  /** Receives each line as the child writes it. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

/**
 * Lines of a stream that are kept: the first lines of standard output, which contain the result of
 * notation, and the last lines of standard error, which contain the reason of a failure.
 */
export const MAX_KEPT_LINES = 2000;

/** Milliseconds in which the streams of an ended child are still read. */
const DRAIN_MS = 1000;

const isWindows = process.platform === 'win32';

/**
 * Runs a program to its end: `ProcessRunner.run`.
 *
 * @param children those of the step, of which this is one while it runs
 */
export function runChild(
  children: Children,
  backpressure: Backpressure,
  program: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  if (children.isStopping) return Promise.reject(new TaskError('Cancelled'));
  return new Promise((resolve, reject) => {
    const child = start(program, args, options);
    children.add(child);
    let timedOut = false;
    let draining: NodeJS.Timeout | undefined;
    const timer = setTimeout(
      () => {
        timedOut = true;
        // Stop waiting for a child that cannot be ended.
        void endChild(child, false).then(() => {
          finish(null, null);
        });
      },
      Math.min(options.timeout, MAX_TIMER_MS),
    );
    const kept = {
      stdout: new BoundedLines(MAX_KEPT_LINES, 'first'),
      stderr: new BoundedLines(MAX_KEPT_LINES, 'last', options.isWanted),
    };
    for (const name of ['stdout', 'stderr'] as const) {
      const lines = new LineSplitter((line) => {
        kept[name].add(line);
        options.onLine?.(line, name);
      }, maskKnownSecrets);
      child[name].on('data', (chunk: Buffer) => {
        lines.write(chunk);
        backpressure.apply(child[name]);
      });
      child[name].on('end', () => {
        lines.end();
      });
    }
    // A plugin that outlives notation would keep the streams open and continue to sign. On Windows the
    // process tree is unknown by now; the agent ends the remaining processes after the job.
    child.on('exit', () => {
      if (!isWindows) signalGroup(child, 'SIGKILL');
      // A descendant outside the group can keep the streams open: stop reading after DRAIN_MS.
      const letGo = (): void => {
        const isBehind = [child.stdout, child.stderr].some((one) => backpressure.isWaiting(one));
        if (isBehind && !timedOut && !children.isStopping) {
          draining = setTimeout(letGo, DRAIN_MS); // the agent is slow, not the child
          return;
        }
        child.stdout.destroy();
        child.stderr.destroy();
      };
      draining = setTimeout(letGo, DRAIN_MS);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      children.remove(child);
      reject(notStarted(program, error));
    });
    child.on('close', finish);
    function finish(exitCode: number | null, signal: NodeJS.Signals | null): void {
      clearTimeout(timer);
      clearTimeout(draining); // the timer would keep the child and its output in memory
      children.remove(child);
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      child.unref();
      if (children.isStopping) {
        reject(new TaskError('Cancelled'));
        return;
      }
      const [stdout, stderr] = [kept.stdout.all(), kept.stderr.all()];
      resolve({ exitCode, signal, timedOut, isCut: kept.stderr.hasLost(), stdout, stderr });
    }
  });
}

/** Some start failures come as an event of the child; others are thrown. */
function start(
  program: string,
  args: readonly string[],
  { environment, directory }: ProcessOptions,
) {
  try {
    return spawn(program, args, {
      env: environment,
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !isWindows, // its own process group, so that signals reach its plugins too
      windowsHide: true,
    });
  } catch (error) {
    throw notStarted(program, error);
  }
}

function notStarted(program: string, error: unknown): TaskError {
  return new TaskError('ProgramNotStarted', [program, causeOf(error)], { cause: error });
}
