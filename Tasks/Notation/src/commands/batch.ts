import { setProgress } from '../agent/progress';
import type { Reference } from '../artifacts/reference';
import { runConcurrently, separateGroups } from '../artifacts/conflictGroups';
import { TaskError } from '../errors';
import { type Deadline, type PausableDeadline, createPausableDeadline } from '../network/deadline';
import { createLimiter } from '../network/limiter';
import { artifactFrame, unfinishedFrame } from '../report/artifactBlock';
import { ArtifactLog } from '../report/artifactLog';
import { Blocks } from '../report/blocks';
import type { ArtifactResult, Place, TimedResult } from '../report/result';

/** The options of a batch. */
export interface BatchOptions {
  readonly artifacts: readonly Reference[];
  /** Adds to a result what is known of it by its position. */
  readonly complete?: (result: ArtifactResult, position: number) => ArtifactResult;
  /** The largest number of simultaneous processes. */
  readonly maxParallel: number;
  /** Milliseconds for one artifact. */
  readonly timeout: number;
  /** Where files name an artifact; undefined: the step names all of them itself. */
  readonly namedIn?: ((artifact: Reference) => readonly Place[]) | undefined;
}

/** One artifact of a batch. */
export interface BatchItem {
  readonly artifact: Reference;
  /** Its position in the step; the first is 0. */
  readonly position: number;
  readonly log: ArtifactLog;
  readonly deadline: Deadline;
  /**
   * Waits until fewer than `maxParallel` processes of the batch run, then starts one. The wait does
   * not count against the artifact's deadline.
   *
   * @param start is called with the place taken, until its promise settles
   */
  readonly runProcess: <T>(start: () => Promise<T>) => Promise<T>;
}

/** Milliseconds after which the progress is repeated. */
const PROGRESS_MS = 5000;

/**
 * Artifacts in progress for each process. The task reads the registry for some of them while processes
 * run for the others.
 */
const ARTIFACTS_PER_PROCESS = 3;

/**
 * Processes the artifacts of a step, several at once, each with its own block in the log. An error of
 * one artifact does not stop the others.
 */
export class ArtifactBatch {
  private readonly blocks = new Blocks();
  private readonly items: readonly (BatchItem & { readonly deadline: PausableDeadline })[];
  private readonly processes;
  private done = 0;
  /** An error has ended the step: no further process may start. */
  private isBroken = false;

  constructor(private readonly options: BatchOptions) {
    const { artifacts, maxParallel, timeout } = options;
    this.processes = createLimiter(maxParallel);
    this.items = artifacts.map((artifact, position) => {
      const deadline = createPausableDeadline(timeout);
      const log = new ArtifactLog((line) => {
        this.blocks.add(position, line);
      });
      const runProcess = <T>(start: () => Promise<T>) => this.runInPlace(deadline, start);
      return { artifact, position, log, deadline, runProcess };
    });
  }

  /**
   * Does preparatory work for every artifact.
   *
   * @returns for each artifact the value of the work, or its TaskError
   */
  async prepare<T>(work: (item: BatchItem) => Promise<T>): Promise<(T | TaskError)[]> {
    const prepared: (T | TaskError)[] = [];
    await this.complete(
      this.runGroups(separateGroups(this.options.artifacts), async (position) => {
        prepared[position] = await this.timed(position, work).catch(taskError);
      }),
    );
    return prepared;
  }

  /**
   * Processes all artifacts to their results.
   *
   * @param groups the positions that may run at once, and those that must run in order
   * @param work a TaskError that it throws is the failure of that artifact
   * @returns the results in the order of the artifacts
   */
  async finish(
    groups: readonly (readonly number[])[],
    work: (item: BatchItem) => Promise<ArtifactResult>,
  ): Promise<TimedResult[]> {
    const { complete = (result: ArtifactResult) => result, namedIn = () => [] } = this.options;
    const results: TimedResult[] = [];
    await this.complete(
      this.runGroups(groups, async (position) => {
        const { artifact, deadline } = this.itemAt(position);
        const own = await this.timed(position, work).catch((error: unknown) =>
          failedResult(artifact, taskError(error)),
        );
        const result = { ...complete(own, position), namedIn: namedIn(artifact) };
        const milliseconds = deadline.elapsed();
        results[position] = { ...result, milliseconds, finishedAt: new Date().toISOString() };
        this.blocks.end(position, artifactFrame(result));
        this.done += 1;
        setProgress(this.done, this.items.length, artifact.name);
      }),
    );
    return results;
  }

  /** As `finish`, for artifacts that do not depend on each other. */
  async run(work: (item: BatchItem) => Promise<ArtifactResult>): Promise<TimedResult[]> {
    return this.finish(separateGroups(this.options.artifacts), work);
  }

  /**
   * Shows the lines that are still held when the work ends the step. Repeats the progress while the work
   * lasts: the blocks of artifacts are shown late, and a step whose output is lost must end.
   */
  private async complete(work: Promise<void>): Promise<void> {
    const repeat = setInterval(() => setProgress(this.done, this.items.length, ''), PROGRESS_MS);
    repeat.unref(); // a step whose work never settles must not wait for it
    try {
      await work;
    } catch (error) {
      this.blocks.abandon((position) => unfinishedFrame(this.itemAt(position).artifact));
      throw error;
    } finally {
      clearInterval(repeat);
    }
  }

  private runGroups(
    groups: readonly (readonly number[])[],
    work: (position: number) => Promise<void>,
  ): Promise<void> {
    const { maxParallel } = this.options;
    return runConcurrently(groups, maxParallel * ARTIFACTS_PER_PROCESS, async (position) => {
      try {
        await work(position);
      } catch (error) {
        this.isBroken = true;
        throw error;
      }
    });
  }

  private async timed<T>(position: number, work: (item: BatchItem) => Promise<T>): Promise<T> {
    const item = this.itemAt(position);
    item.deadline.resume();
    try {
      return await work(item);
    } finally {
      item.deadline.pause();
    }
  }

  private itemAt(position: number) {
    const item = this.items[position];
    if (item === undefined) throw new Error('no artifact at this position');
    return item;
  }

  private async runInPlace<T>(deadline: PausableDeadline, start: () => Promise<T>): Promise<T> {
    deadline.pause();
    const release = await this.processes.acquire('notation', new AbortController().signal);
    deadline.resume();
    try {
      if (this.isBroken) throw new TaskError('Cancelled');
      return await start();
    } finally {
      release();
    }
  }
}

/** @throws every error but a TaskError of one artifact. Such an error ends the step */
function taskError(thrown: unknown): TaskError {
  if (!(thrown instanceof TaskError) || thrown.code === 'Cancelled') throw thrown;
  return thrown;
}

function failedResult(artifact: Reference, error: TaskError): ArtifactResult {
  return { artifact, resolved: undefined, status: 'failed', warnings: [], error };
}
