import { isDebug } from '../agent/variable';
import { logLevels } from '../notation/logEntry';
import type { ArtifactLog } from '../report/artifactLog';

/** notation's notice about the flags for image layouts, which this task sets. */
const EXPERIMENTAL_NOTICE = 'Warning: This feature is experimental ';

/**
 * Writes the lines of one notation run to the log. A mark separates them from the lines of this task.
 * Info and debug lines are shown only with System.Debug.
 */
export function notationLineWriter(
  log: ArtifactLog,
): (text: string, stream: 'stdout' | 'stderr') => void {
  const levelOf = logLevels();
  return (text, stream) => {
    const level = stream === 'stderr' ? levelOf(text) : undefined;
    if (level === 'info' || level === 'debug') {
      // Without System.Debug the agent would only drop the line, and a large batch has thousands.
      if (isDebug()) log.debug(text);
    } else if (text !== '' && !text.startsWith(EXPERIMENTAL_NOTICE)) {
      log.text(`  notation | ${text}`);
    }
  };
}
