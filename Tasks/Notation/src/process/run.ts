import { spawn } from 'node:child_process';
import { maskKnownSecrets } from '../agent/secret';
import { LineSplitter } from '../text/lineSplitter';
import { TaskError, causeOf } from '../errors';
import { endChild, isStopping, track, untrack } from './children';
import { signalGroup } from './signalGroup';
import { BoundedLines } from './boundedLines';
import { isWaiting, applyBackpressure } from './backpressure';

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
  /** Milliseconds after which it is ended; undefined: none. */
  readonly timeout?: number | undefined;
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

/** How long, in milliseconds, the streams of a child that has ended are still read. */
const DRAIN = 1000;

/** The longest delay of a timer, about 24 days. */
const NEVER = 2 ** 31 - 1;

const isWindows = process.platform === 'win32';

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
  if (isStopping()) return Promise.reject(new TaskError('Cancelled'));
  return new Promise((resolve, reject) => {
    const child = start(program, args, options.environment);
    track(child);
    let timedOut = false;
    let draining: NodeJS.Timeout | undefined;
    const timer = setTimeout(
      () => {
        timedOut = true;
        void endChild(child, false);
      },
      Math.min(options.timeout ?? NEVER, NEVER),
    ); // a longer one would end at once
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
        applyBackpressure(child[name]);
      });
      child[name].on('end', () => {
        lines.end();
      });
    }
    // A plugin that outlives notation would hold the streams open, and go on signing. On Windows the
    // tree cannot be found any more: there the agent ends what is left after the job.
    child.on('exit', () => {
      if (!isWindows) signalGroup(child, 'SIGKILL');
      // Who has left the group may hold them open all the same: nobody waits for that one.
      const letGo = (): void => {
        if (isWaiting(child.stdout) || isWaiting(child.stderr)) {
          draining = setTimeout(letGo, DRAIN).unref(); // it is the agent that is behind
          return;
        }
        child.stdout.destroy();
        child.stderr.destroy();
      };
      draining = setTimeout(letGo, DRAIN).unref();
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      untrack(child);
      reject(notStarted(program, error));
    });
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer);
      clearTimeout(draining); // it would keep the child and all that it wrote in memory
      untrack(child);
      if (isStopping()) {
        reject(new TaskError('Cancelled'));
        return;
      }
      const [stdout, stderr] = [kept.stdout.all(), kept.stderr.all()];
      const ended = { exitCode, signal, timedOut, isCut: kept.stderr.hasLost() };
      resolve({ ...ended, stdout, stderr, output: Buffer.concat(output).toString() });
    });
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
