import type { ErrorCode } from './messages';

/**
 * The one error of this task. Its text, in the language of the agent, is made where it is shown;
 * here it is a code of a closed union and the values of the text's placeholders.
 */
export class TaskError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly values: readonly string[] = [],
    options?: { cause: unknown },
  ) {
    super([code, ...values].join(' | '), options);
    this.name = 'TaskError';
  }
}

/** What was thrown, as text: an Error's message, or the thing itself. */
export function causeOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
