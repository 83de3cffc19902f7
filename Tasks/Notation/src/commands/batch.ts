import { debug, endGroup, group, line, say } from '../agent/log';
import { setProgress } from '../agent/progress';
import { isDebug } from '../agent/variable';
import { type Reference, formatReference } from '../artifacts/reference';
import { runConcurrently } from '../artifacts/conflictGroups';
import { TaskError } from '../errors';
import type { MessageKey } from '../messages';
import { parseLogEntry } from '../notation/output';
import { Blocks } from '../report/blocks';
import { printResult } from '../report/jobLog';
import type { ArtifactResult, TimedResult } from '../report/result';

/** Shows something in the block of one artifact. */
export type Show = (write: () => void) => void;

/** How a batch is worked through. */
export interface Batch {
  readonly artifacts: readonly Reference[];
  /** The positions that may run at once, and those that must run in order. */
  readonly groups: readonly (readonly number[])[];
  /** How many at once. */
  readonly maxParallel: number;
  /** A block's heading, with one placeholder for the reference. */
  readonly title: MessageKey;
}

/**
 * Works through the artifacts of a step, several at once, each in a block of its own in the log. An
 * error of one does not stop the others.
 *
 * @param work what is done with each; a TaskError it throws fails that artifact
 * @returns the results in the order of the artifacts
 */
export async function forEachArtifact(
  { artifacts, groups, maxParallel, title }: Batch,
  work: (artifact: Reference, show: Show) => Promise<ArtifactResult>,
): Promise<TimedResult[]> {
  const results: TimedResult[] = [];
  const blocks = new Blocks((count) => say('Log_LinesLeftOut', String(count)));
  let done = 0;
  await runConcurrently(groups, maxParallel, async (position) => {
    const artifact = artifacts[position];
    if (artifact === undefined) return;
    const show: Show = (write) => blocks.show(position, write);
    show(() => group(title, formatReference(artifact)));
    const started = Date.now();
    const result = await work(artifact, show).catch((error: unknown) => failed(artifact, error));
    results[position] = { ...result, milliseconds: Date.now() - started };
    blocks.end(position, () => {
      endGroup();
      printResult(result);
    });
    done += 1;
    setProgress(done, artifacts.length, formatReference(artifact));
  });
  return results;
}

/**
 * Shows a line of notation, marked as one so that it cannot be taken for a line of this task. What
 * it only says for information is for a run with System.Debug.
 */
export function showLine(text: string): void {
  const level = parseLogEntry(text)?.level;
  if (level === 'info' || level === 'debug') {
    // Else the agent would only drop the line, and a large batch has thousands of them.
    if (isDebug()) debug(text);
  } else if (text !== '') line(`  notation | ${text}`);
}

function failed(artifact: Reference, error: unknown): ArtifactResult {
  if (!(error instanceof TaskError) || error.code === 'Cancelled') throw error;
  const reference = formatReference(artifact);
  return { reference, resolved: undefined, status: 'failed', warnings: [], error };
}
