import type { Attachment } from './attachment';
import type { Command } from './command';
import type { JobContext } from './jobContext';
import type { Journal } from './journal';
import type { Restrictions } from './restrictions';
import { type TaskResult, mergeResults } from './results';
import type { Variable } from './variables';

/** Who speaks: the step's reference name, what its task declares, and what it may say. */
export interface Speaker {
  readonly name: string;
  readonly outputs: readonly string[];
  readonly restrictions: Restrictions;
}

/** What the commands of a step have changed so far. */
export class StepState {
  readonly commands: Command[] = [];
  readonly refused: Command[] = [];
  readonly outputs: Record<string, string> = {};
  readonly variables: Record<string, string> = {};
  readonly taskVariables = new Map<string, Variable>();
  readonly secrets: string[] = [];
  readonly attachments: Attachment[] = [];
  readonly progress: { percent: number; operation: string }[] = [];
  /** What the task completed with. */
  result: TaskResult | undefined;
  /** Failed as soon as one command could not be processed; agent: IExecutionContext.CommandResult. */
  commandResult: TaskResult | undefined;
  /** Whether the task asked to be taken for complete although its process goes on. */
  done = false;
  /** Whether the present command was refused. */
  protected isDropped = false;

  constructor(
    readonly job: JobContext,
    readonly speaker: Speaker,
    readonly journal: Journal,
  ) {}

  /** Merges the result of a `task.complete`. */
  complete(result: TaskResult): void {
    this.result = mergeResults(this.result, result);
  }

  /** Says whether the step may set a variable; a refusal is a warning. */
  maySet(name: string): boolean {
    const allowed = this.speaker.restrictions.allowsVariable(name);
    if (!allowed) {
      this.isDropped = true;
      this.journal.warn(`The task may not set the variable '${name}'.`);
    }
    return allowed;
  }
}
