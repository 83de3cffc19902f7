import { spawn } from 'node:child_process';
import { maskKnownSecrets } from '../agent/secret';
import { LineSplitter } from '../text/lineSplitter';
import { TaskError, causeOf } from '../errors';
import type { Backpressure } from './backpressure';
import { BoundedLines } from './boundedLines';
import { type Children, endChild } from './children';
import { signalGroup } from './signalGroup';

/** How a child ended, and what it wrote: lines, sanitised, about `KEPT_LINES` of a stream. */
export interface ProcessResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  /** Standard output as it came, up to `KEPT_BYTES`, where that was asked for; else empty. */
  readonly output: string;
  /** It was ended because its time was over. */
  readonly timedOut: boolean;
  /** It wrote more lines than could be kept, and among those that were dropped was a wanted one. */
  readonly isCut: boolean;
}

export interface ProcessOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Milliseconds after which it is ended. No program is waited for without an end. */
  readonly timeout: number;
  /** Keeps standard output as it comes: only for a parser, never for the log. */
  readonly keepOutput?: boolean;
  /** Lines of standard error that are kept wherever they stand. */
  readonly isWanted?: (line: string) => boolean;
  /** Whether the child is killed at this line of standard error. */
  readonly isEnd?: (line: string) => boolean;
  /** Hears each line as it comes. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

/**
 * Lines of a stream that are kept: the first of standard output, where notation says what it did,
 * and the last of standard error, where the reason of a failure stands.
 */
export const KEPT_LINES = 2000;

/** A JSON document of notation is never near this; a hostile one ends here and does not parse. */
const KEPT_BYTES = 8 * 1024 * 1024;

/** How long the streams of a child that has ended are still read. */
const DRAIN_MS = 1000;

/** The longest delay of a timer, about 24 days; a longer one would end at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

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
    const child = start(program, args, options.environment);
    children.add(child);
    let timedOut = false;
    let draining: NodeJS.Timeout | undefined;
    const timer = setTimeout(
      () => {
        timedOut = true;
        // A child that cannot be ended is waited for no longer.
        void endChild(child, false).then(() => {
          finish(null, null);
        });
      },
      Math.min(options.timeout, MAX_TIMER_MS),
    );
    const output: Buffer[] = [];
    let bytes = 0;
    const kept = {
      stdout: new BoundedLines(KEPT_LINES, 'first'),
      stderr: new BoundedLines(KEPT_LINES, 'last', options.isWanted),
    };
    for (const name of ['stdout', 'stderr'] as const) {
      const lines = new LineSplitter((line) => {
        if (name === 'stderr' && options.isEnd?.(line) === true) signalGroup(child, 'SIGKILL');
        kept[name].add(line);
        options.onLine?.(line, name);
      }, maskKnownSecrets);
      child[name].on('data', (chunk: Buffer) => {
        lines.write(chunk);
        if (options.keepOutput && name === 'stdout' && bytes <= KEPT_BYTES) {
          bytes += chunk.length;
          output.push(chunk);
        }
        backpressure.apply(child[name]);
      });
      child[name].on('end', () => {
        lines.end();
      });
    }
    // A plugin that outlives notation would hold the streams open, and go on signing. On Windows the
    // tree cannot be found any more: there the agent ends what is left after the job.
    child.on('exit', () => {
      if (!isWindows) signalGroup(child, 'SIGKILL');
      // A descendant that has left the group can hold the streams open: they are read no longer then.
      const letGo = (): void => {
        const isBehind = [child.stdout, child.stderr].some((one) => backpressure.isWaiting(one));
        if (isBehind && !timedOut && !children.isStopping) {
          draining = setTimeout(letGo, DRAIN_MS); // it is the agent that is behind
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
      clearTimeout(draining); // it would keep the child and all that it wrote in memory
      children.remove(child);
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      child.unref();
      if (children.isStopping) {
        reject(new TaskError('Cancelled'));
        return;
      }
      const [stdout, stderr] = [kept.stdout.all(), kept.stderr.all()];
      const ended = { exitCode, signal, timedOut, isCut: kept.stderr.hasLost() };
      resolve({ ...ended, stdout, stderr, output: Buffer.concat(output).toString() });
    }
  });
}

/** Some reasons not to start come as an event of the child, some are thrown at once. */
function start(program: string, args: readonly string[], environment: NodeJS.ProcessEnv) {
  try {
    return spawn(program, args, {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !isWindows, // a group of its own, so that a plugin can be signalled with it
      windowsHide: true,
    });
  } catch (error) {
    throw notStarted(program, error);
  }
}

function notStarted(program: string, error: unknown): TaskError {
  return new TaskError('ProgramNotStarted', [program, causeOf(error)], { cause: error });
}
