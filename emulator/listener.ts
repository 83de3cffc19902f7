import type { Attachment } from './attachment';
import { type Command, parseCommand } from './command';
import { isKnownArea, findEffect } from './effects';
import type { Job } from './job';
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

/** Hears the lines of one step, logs them and obeys the commands among them. */
export class Listener {
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
  #dropped = false;

  constructor(
    readonly job: Job,
    readonly speaker: Speaker,
    readonly journal: Journal,
  ) {}

  /** Takes one line, of stdout or stderr alike. */
  hear(line: string): void {
    const decodePercents = this.job.variables.get('DECODE_PERCENTS')?.toLowerCase() !== 'false';
    const command = parseCommand(line, decodePercents);
    if (command === 'malformed') {
      this.journal.warn(`'${line}' holds the keyword of a logging command but is none.`);
    }
    if (command === undefined || command === 'malformed') {
      this.journal.write(line);
    } else if (isKnownArea(command.area)) {
      this.#obey(command, line);
    } else {
      this.journal.warn(`No extension of the agent knows commands of the area '${command.area}'.`);
    }
  }

  /** Merges the result of a `task.complete`. */
  complete(result: TaskResult): void {
    this.result = mergeResults(this.result, result);
  }

  /** Says whether the step may set a variable; a refusal is a warning. */
  maySet(name: string): boolean {
    const allowed = this.speaker.restrictions.allowsVariable(name);
    if (!allowed) {
      this.#dropped = true;
      this.journal.warn(`The task may not set the variable '${name}'.`);
    }
    return allowed;
  }

  #obey(command: Command, line: string): void {
    const name = `${command.area}.${command.event}`;
    try {
      const effect = findEffect(name);
      if (effect === undefined) {
        throw new Error(`The agent knows no command '${name}'.`);
      }
      this.#dropped = !this.speaker.restrictions.allowsCommand(name);
      if (this.#dropped) {
        this.journal.warn(`'${name}' is not allowed in this step due to policy restrictions.`);
      } else {
        effect(this, command);
      }
      (this.#dropped ? this.refused : this.commands).push(command);
    } catch (error) {
      this.journal.error(`Unable to process command '${line}' successfully.`);
      this.journal.error(error instanceof Error ? error.message : String(error));
      this.commandResult = 'Failed';
    }
    if (name !== 'task.debug') {
      this.journal.debug(`Processed: ${line}`);
    }
  }
}
