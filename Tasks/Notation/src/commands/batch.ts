import { endOfGroup, groupLine } from '../agent/log';
import { setProgress } from '../agent/progress';
import { type Reference, formatReference } from '../artifacts/reference';
import { runConcurrently, separateGroups } from '../artifacts/conflictGroups';
import { TaskError } from '../errors';
import type { MessageKey } from '../messages';
import { type Deadline, createDeadline } from '../network/deadline';
import { ArtifactLog } from '../report/artifactLog';
import { Blocks } from '../report/blocks';
import { resultLine } from '../report/jobLog';
import type { ArtifactResult, TimedResult } from '../report/result';

/** What a batch works on. */
export interface BatchOptions {
  readonly artifacts: readonly Reference[];
  /** What the headings name; undefined: the references. */
  readonly headings?: readonly string[];
  /** How many at once. */
  readonly maxParallel: number;
  /** Milliseconds for one artifact. */
  readonly timeout: number;
  /** A block's heading, with one placeholder for the reference. */
  readonly title: MessageKey;
}

/** One artifact of a batch. */
export interface BatchItem {
  readonly artifact: Reference;
  readonly log: ArtifactLog;
  readonly deadline: Deadline;
}

/**
 * The artifacts of a step, several at once, each with a block of its own in the log. An error of one
 * does not stop the others.
 */
export class ArtifactBatch {
  private readonly blocks = new Blocks();
  private readonly logs: readonly ArtifactLog[];
  /** Milliseconds that each artifact has taken so far. */
  private readonly spent: number[];
  private done = 0;

  constructor(private readonly options: BatchOptions) {
    const { artifacts, headings, title } = options;
    this.logs = artifacts.map(
      (_artifact, position) =>
        new ArtifactLog((line) => {
          this.blocks.add(position, line);
        }),
    );
    artifacts.forEach((artifact, position) => {
      this.blocks.add(
        position,
        groupLine(title, headings?.[position] ?? formatReference(artifact)),
      );
    });
    this.spent = artifacts.map(() => 0);
  }

  /**
   * Does some work on every artifact that leaves its result open.
   *
   * @returns for each artifact what the work gave, or the TaskError that it threw
   */
  async prepare<T>(
    work: (item: BatchItem, position: number) => Promise<T>,
  ): Promise<(T | TaskError)[]> {
    const { artifacts, maxParallel } = this.options;
    const prepared: (T | TaskError)[] = [];
    await runConcurrently(separateGroups(artifacts), maxParallel, async (position) => {
      prepared[position] = await this.timed(position, (item) => work(item, position)).catch(
        taskError,
      );
    });
    return prepared;
  }

  /**
   * Works through all artifacts to their results.
   *
   * @param groups the positions that may run at once, and those that must run in order
   * @param work a TaskError that it throws fails that artifact
   * @returns the results in the order of the artifacts
   */
  async finish(
    groups: readonly (readonly number[])[],
    work: (item: BatchItem, position: number) => Promise<ArtifactResult>,
  ): Promise<TimedResult[]> {
    const { artifacts, maxParallel } = this.options;
    const results: TimedResult[] = [];
    await runConcurrently(groups, maxParallel, async (position) => {
      const result = await this.timed(position, (item) => work(item, position)).catch(
        (error: unknown) => failedResult(artifacts[position], taskError(error)),
      );
      results[position] = { ...result, milliseconds: this.spent[position] ?? 0 };
      this.blocks.end(position, endOfGroup, resultLine(result));
      this.done += 1;
      setProgress(this.done, artifacts.length, result.reference);
    });
    return results;
  }

  /** The same where the artifacts do not depend on each other. */
  async run(
    work: (item: BatchItem, position: number) => Promise<ArtifactResult>,
  ): Promise<TimedResult[]> {
    return this.finish(separateGroups(this.options.artifacts), work);
  }

  private async timed<T>(position: number, work: (item: BatchItem) => Promise<T>): Promise<T> {
    const [artifact, log] = [this.options.artifacts[position], this.logs[position]];
    if (artifact === undefined || log === undefined)
      throw new Error('no artifact at this position');
    const spent = this.spent[position] ?? 0;
    const started = Date.now();
    const deadline = createDeadline(this.options.timeout - spent);
    try {
      return await work({ artifact, log, deadline });
    } finally {
      this.spent[position] = spent + Date.now() - started;
    }
  }
}

/** @throws anything but a TaskError of one artifact, which ends the step */
function taskError(thrown: unknown): TaskError {
  if (!(thrown instanceof TaskError) || thrown.code === 'Cancelled') throw thrown;
  return thrown;
}

function failedResult(artifact: Reference | undefined, error: TaskError): ArtifactResult {
  const reference = artifact === undefined ? '' : formatReference(artifact);
  return { reference, resolved: undefined, status: 'failed', warnings: [], error };
}
