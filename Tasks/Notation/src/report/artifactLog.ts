import { type LogLine, debugLine, lineOf, textLine } from '../agent/log';
import type { MessageKey } from '../messages';

/** The log of one artifact. Its lines are shown together, even when several artifacts are in progress. */
export class ArtifactLog {
  /** @param add receives each line, to show it or to keep it */
  constructor(private readonly add: (line: LogLine) => void) {}

  /** Adds a line of task.json's texts. */
  message(key: MessageKey, ...values: string[]): void {
    this.add(textLine(key, ...values));
  }

  /** Adds a line of any text. */
  text(content: string): void {
    this.add(lineOf(content));
  }

  /** Adds a line that only a run with System.Debug shows. */
  debug(content: string): void {
    this.add(debugLine(content));
  }
}
