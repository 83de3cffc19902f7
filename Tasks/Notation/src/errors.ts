import type { ErrorCode } from './messages';

/** What an error has beside its code and its values. */
export interface ErrorOptions {
  readonly cause?: unknown;
  /** What another program wrote of the failure, of any length. */
  readonly detail?: string | undefined;
}

/**
 * The one error of this task. Its text, in the language of the agent, is made where it is shown;
 * here it is a code of a closed union and the values of the text's placeholders. A text may have fewer
 * placeholders than the error has values.
 */
export class TaskError extends Error {
  /** What another program wrote of the failure: it is shown apart from the text, in full. */
  readonly detail: string | undefined;

  constructor(
    readonly code: ErrorCode,
    readonly values: readonly string[] = [],
    options: ErrorOptions = {},
  ) {
    super([code, ...values].join(' | '), options);
    this.name = 'TaskError';
    this.detail = options.detail;
  }
}

/** Codes of the system for a disk without room (POSIX: errno). */
const diskFull: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT']);

/** Whether a disk without room is what was thrown, or the cause of it. */
export function isDiskFull(thrown: unknown): boolean {
  return diskErrorOf(thrown) !== undefined;
}

function diskErrorOf(thrown: unknown): NodeJS.ErrnoException | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const error: NodeJS.ErrnoException = thrown;
  return diskFull.has(error.code) ? error : diskErrorOf(error.cause);
}

/** What was thrown, as an error of this task: DiskFull where that is the cause, else Internal where it is none. */
export function asTaskError(thrown: unknown): TaskError {
  const disk = diskErrorOf(thrown);
  if (disk !== undefined) {
    const where = disk.path ?? disk.syscall ?? '';
    return new TaskError('DiskFull', [where, causeOf(disk)], { cause: thrown });
  }
  if (thrown instanceof TaskError) return thrown;
  return new TaskError('Internal', [causeOf(thrown)], { cause: thrown });
}

/** What was thrown, as text: an Error's message, or the thing itself. */
export function causeOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
