import type task from '../task.json';

/** The name of a text in task.json's `messages`; the compiler refuses any other. */
export type MessageKey = keyof (typeof task)['messages'];

/** Codes of errors: each has its text, with a remedy, in task.json under `Error_<code>`. */
export type ErrorCode = MessageKey extends infer K
  ? K extends `Error_${infer C}`
    ? C
    : never
  : never;

/** Texts of issues that do not fail the step. */
export type WarningKey = Extract<MessageKey, `Warning_${string}`>;

/** A warning: its text and the values of the text's placeholders. */
export interface Warning {
  readonly key: WarningKey;
  readonly values: readonly string[];
  /** Something is less than signed or verified: the step then succeeds with issues at best. */
  readonly isShortfall: boolean;
}

/** Whether one of the warnings tells of something that is less than signed or verified. */
export function hasShortfall(warnings: readonly Warning[]): boolean {
  return warnings.some(({ isShortfall }) => isShortfall);
}
