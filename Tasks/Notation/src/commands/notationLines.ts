import { isDebug } from '../agent/variable';
import { logLevels } from '../notation/logEntry';
import type { ArtifactLog } from '../report/artifactLog';

/** notation says so wherever it is given the flags for image layouts, which this task gives it. */
const EXPERIMENTAL_NOTICE = 'Warning: This feature is experimental ';

/**
 * Shows the lines of one run of notation, marked as such so that none can be taken for a line of this
 * task. Lines that notation only writes for information are for a run with System.Debug.
 */
export function notationLineWriter(
  log: ArtifactLog,
): (text: string, stream: 'stdout' | 'stderr') => void {
  const levelOf = logLevels();
  return (text, stream) => {
    const level = stream === 'stderr' ? levelOf(text) : undefined;
    if (level === 'info' || level === 'debug') {
      // Else the agent would only drop the line, and a large batch has thousands of them.
      if (isDebug()) log.debug(text);
    } else if (text !== '' && !text.startsWith(EXPERIMENTAL_NOTICE)) {
      log.line(`  notation | ${text}`);
    }
  };
}
