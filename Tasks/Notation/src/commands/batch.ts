import { endGroup, group, line } from '../agent/log';
import { type Reference, formatReference } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { MessageKey } from '../messages';
import { printResult } from '../report/jobLog';
import type { ArtifactResult } from '../report/result';

/** Hears the lines of notation while it works on an artifact. */
export type OnLine = (line: string) => void;

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
  work: (artifact: Reference, onLine: OnLine) => Promise<ArtifactResult>,
): Promise<ArtifactResult[]> {
  const results: ArtifactResult[] = [];
  for (const artifact of artifacts) {
    group(title, formatReference(artifact));
    let result: ArtifactResult;
    try {
      result = await work(artifact, (text) => {
        line(`  ${text}`);
      });
    } catch (error) {
      if (!(error instanceof TaskError) || error.code === 'Cancelled') throw error;
      result = failed(artifact, error);
    }
    endGroup();
    printResult(result);
    results.push(result);
  }
  return results;
}

function failed(artifact: Reference, error: TaskError): ArtifactResult {
  const reference = formatReference(artifact);
  return { reference, resolved: undefined, status: 'failed', warnings: [], error };
}
