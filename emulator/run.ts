import type { Attachment } from './attachment';
import type { Command } from './command';
import type { Issue } from './journal';
import type { TaskResult } from './results';

/** What came of a step. */
export interface StepRun {
  readonly name: string;
  readonly displayName: string;
  readonly result: TaskResult;
  /** Of the last process: null if a signal ended it, or if there was none. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** How often the task was run. */
  readonly attempts: number;
  /** The web log: masked, without the commands that the agent swallowed. */
  readonly log: readonly string[];
  /** Every command obeyed, in order. */
  readonly commands: readonly Command[];
  /** The commands, and settings of variables, that the restrictions of the step forbade. */
  readonly refused: readonly Command[];
  /** The issues kept, at most ten errors and ten warnings, those of the agent itself among them. */
  readonly issues: readonly Issue[];
  /** What the agent itself warned of. */
  readonly agentWarnings: readonly string[];
  /** Variables of the step, which others see as `<name>.<variable>`. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Variables of the job that the step set. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the step asked the agent to hide. */
  readonly secrets: readonly string[];
  readonly attachments: readonly Attachment[];
  /** Those attachments that are summaries. */
  readonly summaries: readonly Attachment[];
  readonly progress: readonly { readonly percent: number; readonly operation: string }[];
  /** All that the task wrote, unmasked. */
  readonly raw: Readonly<Record<'stdout' | 'stderr' | 'merged', string>>;
}
