import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkKept, summaryType } from './attachment';
import {
  type Attempt,
  type OutputHandlers,
  type Ending,
  type Timings,
  agentTimings,
} from './attempt';
import type { JobContext } from './jobContext';
import { Journal } from './journal';
import { Listener } from './listener';
import { Recording } from './recording';
import { mergeResults } from './results';
import type { StepRun } from './run';
import type { Speaker } from './stepState';

export interface StepOptions {
  /** The step's reference name; by default the task's, made unique in the job. */
  readonly name?: string;
  readonly displayName?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly continueOnError?: boolean;
  readonly retryCountOnTaskFailure?: number;
  /** In milliseconds. */
  readonly timeout?: number;
  readonly timings?: Partial<Timings>;
}

/** A step that runs. */
export interface StepHandle {
  readonly done: Promise<StepRun>;
  /** The process of the present attempt. */
  readonly pid: number | undefined;
  /** Cancels the step as its job is cancelled. */
  cancel(): void;
  /** Calls back for each line as the task wrote it: unmasked, commands included. */
  onLine(callback: (line: string) => void): void;
  /** Calls back for each line of the web log. */
  onLog(callback: (line: string) => void): void;
}

/** What a step does: the speaker it is, and how one attempt at it begins. */
export interface Work {
  readonly speaker: Speaker;
  readonly displayName: string;
  readonly begin: (listener: Listener, ears: OutputHandlers, timings: Timings) => Attempt;
}

/** One step of a job under way; agent: TaskRunner.cs, StepsRunner.cs. */
export class Step implements StepHandle {
  readonly done: Promise<StepRun>;
  readonly #work: Work;
  readonly #options: StepOptions;
  readonly #timings: Timings;
  readonly #listener: Listener;
  readonly #recording = new Recording();
  readonly #lineCallbacks: ((line: string) => void)[] = [];
  readonly #logCallbacks: ((line: string) => void)[] = [];
  readonly #stopped = new AbortController();
  #cause: 'cancel' | 'timeout' | undefined;
  #attempt: Attempt | undefined;
  #attempts = 0;

  /** Starts the step at once. */
  constructor(job: JobContext, work: Work, options: StepOptions) {
    this.#work = work;
    this.#options = options;
    this.#timings = { ...agentTimings, ...job.timings, ...options.timings };
    const journal = new Journal(job.masks, job.variables.isTrue('System.Debug'), (line) => {
      this.#logCallbacks.forEach((callback) => {
        callback(line);
      });
    });
    this.#listener = new Listener(job, work.speaker, journal);
    this.done = this.#run();
  }

  get pid(): number | undefined {
    return this.#attempt?.pid;
  }

  cancel(): void {
    this.#stop('cancel');
  }

  onLine(callback: (line: string) => void): void {
    this.#lineCallbacks.push(callback);
  }

  onLog(callback: (line: string) => void): void {
    this.#logCallbacks.push(callback);
  }

  #stop(cause: 'cancel' | 'timeout'): void {
    if (this.#cause === undefined) {
      this.#cause = cause;
      this.#stopped.abort();
      this.#attempt?.stop();
    }
  }

  async #run(): Promise<StepRun> {
    const { timeout, retryCountOnTaskFailure: retries = 0, continueOnError } = this.#options;
    const timer =
      timeout &&
      setTimeout(() => {
        this.#stop('timeout');
      }, timeout);
    let ending = await this.#try();
    // The agent retries no more than ten times.
    while (this.#mayRetry(ending) && this.#attempts <= Math.min(retries, 10)) {
      this.#listener.journal.warn(`Attempt ${this.#attempts} failed, the task will be run again.`);
      const wait = this.#timings.retry(this.#attempts - 1);
      await sleep(wait, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      if (this.#cause === undefined) {
        ending = await this.#try();
      }
    }
    clearTimeout(timer);
    this.#conclude();
    const { result = 'Succeeded', commandResult } = this.#listener;
    const merged = commandResult === undefined ? result : mergeResults(result, commandResult);
    const forgiven = merged === 'Failed' && continueOnError === true;
    return this.#report(forgiven ? 'SucceededWithIssues' : merged, ending);
  }

  #mayRetry(ending: Ending): boolean {
    return this.#cause === undefined && (this.#listener.result === 'Failed' || hasFailed(ending));
  }

  async #try(): Promise<Ending> {
    this.#attempts += 1;
    const listener = this.#listener;
    listener.result = undefined;
    listener.done = false;
    let giveUp: NodeJS.Timeout | undefined;
    const ears: OutputHandlers = {
      chunk: (stream, bytes) => {
        this.#recording.add(stream, bytes);
      },
      line: (line) => {
        listener.hear(line);
        if (listener.done) {
          giveUp ??= setTimeout(() => {
            this.#attempt?.abandon();
          }, this.#timings.completion);
        }
        this.#lineCallbacks.forEach((callback) => {
          callback(line);
        });
      },
    };
    this.#attempt = this.#work.begin(listener, ears, this.#timings);
    const ending = await this.#attempt.done;
    clearTimeout(giveUp);
    if (this.#cause === undefined && hasFailed(ending)) {
      listener.journal.error(ending.failure ?? `Exit code ${code(ending)} returned from process.`);
      // Thrown by the agent's handler, so it replaces what the task said, even Skipped.
      listener.result = 'Failed';
    }
    return ending;
  }

  #conclude(): void {
    if (this.#cause === 'cancel') {
      this.#listener.journal.error('The operation was canceled.');
      this.#listener.result = 'Canceled';
    } else if (this.#cause === 'timeout') {
      this.#listener.journal.error('The task has timed out.');
      this.#listener.result = 'Failed';
    }
    checkKept(this.#listener.attachments);
  }

  #report(result: StepRun['result'], ending: Ending): StepRun {
    const { journal, attachments, speaker } = this.#listener;
    const { commands, refused, outputs, variables, secrets, progress } = this.#listener;
    const { stdout, stderr, merged } = this.#recording;
    return {
      name: speaker.name,
      displayName: this.#work.displayName,
      result,
      exitCode: ending.exitCode,
      signal: ending.signal,
      attempts: this.#attempts,
      log: journal.lines,
      issues: journal.issues,
      agentWarnings: journal.warnings,
      commands,
      refused,
      outputs,
      variables,
      secrets,
      attachments,
      summaries: attachments.filter(({ type }) => type === summaryType),
      progress,
      raw: { stdout, stderr, merged },
    };
  }
}

function hasFailed({ exitCode, failure }: Ending): boolean {
  return exitCode !== 0 || failure !== undefined;
}

/** .NET reports the end by a signal as Unix shells do. */
function code({ exitCode, signal }: Ending): number {
  return exitCode ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}
