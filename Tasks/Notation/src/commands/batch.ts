import { debug, endGroup, group, line } from '../agent/log';
import { type Reference, formatReference } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { MessageKey } from '../messages';
import { parseLogEntry } from '../notation/output';
import { printResult } from '../report/jobLog';
import type { ArtifactResult } from '../report/result';

/**
 * Works through the artifacts of a step, each in a block of its own in the log. An error of one
 * does not stop the others.
 *
 * @param title the block's heading, with one placeholder for the reference
 * @param work what is done with each; a TaskError it throws fails that artifact
 */
export async function forEachArtifact(
  artifacts: readonly Reference[],
  title: MessageKey,
  work: (artifact: Reference) => Promise<ArtifactResult>,
): Promise<ArtifactResult[]> {
  const results: ArtifactResult[] = [];
  for (const artifact of artifacts) {
    group(title, formatReference(artifact));
    const result = await work(artifact).catch((error: unknown) => failed(artifact, error));
    endGroup();
    printResult(result);
    results.push(result);
  }
  return results;
}

/**
 * Shows a line of notation, marked as one so that it cannot be taken for a line of this task. What
 * it only says for information is for a run with System.Debug.
 */
export function showLine(text: string): void {
  const level = parseLogEntry(text)?.level;
  if (level === 'info' || level === 'debug') debug(text);
  else if (text !== '') line(`  notation | ${text}`);
}

function failed(artifact: Reference, error: unknown): ArtifactResult {
  if (!(error instanceof TaskError) || error.code === 'Cancelled') throw error;
  const reference = formatReference(artifact);
  return { reference, resolved: undefined, status: 'failed', warnings: [], error };
}
