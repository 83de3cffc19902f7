import type { Masks } from './masks';

export interface Issue {
  readonly type: 'error' | 'warning';
  readonly message: string;
  readonly code: string | undefined;
}

/** The agent keeps no more errors, and no more warnings, than this; agent: ExecutionContext.cs. */
const maximumIssues = 10;

/** The log and the issues of one step, with all secrets hidden. */
export class Journal {
  /** The lines of the web log, in order. */
  readonly lines: string[] = [];
  /** The issues that the agent keeps. All of them stand in the log. */
  readonly issues: Issue[] = [];
  /** What the agent itself warned of. */
  readonly warnings: string[] = [];
  readonly #masks: Masks;
  readonly #debugging: boolean;
  readonly #onLine: (line: string) => void;

  constructor(masks: Masks, debugging: boolean, onLine: (line: string) => void) {
    this.#masks = masks;
    this.#debugging = debugging;
    this.#onLine = onLine;
  }

  /** Writes a text, which the agent masks as a whole before it becomes lines. */
  write(text: string): void {
    for (const line of this.#masks.mask(text).split(/\r\n|\r|\n/)) {
      this.lines.push(line);
      this.#onLine(line);
    }
  }

  /** Writes a text if System.Debug is on. */
  debug(text: string): void {
    if (this.#debugging) {
      this.write(`##[debug]${text}`);
    }
  }

  /** Logs an issue and keeps it, if there are not yet too many of its type. */
  issue(type: Issue['type'], text: string, code?: string): void {
    const message = this.#masks.mask(text);
    if (message !== '') {
      this.write(`##[${type}]${message}`);
    }
    if (this.issues.filter((kept) => kept.type === type).length < maximumIssues) {
      this.issues.push({ type, message, code });
    }
  }

  /** An error of the agent itself. */
  error(message: string): void {
    this.issue('error', message);
  }

  /** A warning of the agent itself. */
  warn(message: string): void {
    this.warnings.push(this.#masks.mask(message));
    this.issue('warning', message);
  }
}
