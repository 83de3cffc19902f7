import { type Command, parseCommand } from './command';
import { isKnownArea, findEffect } from './effects';
import { StepState } from './stepState';

/** Hears the lines of one step, logs them and obeys the commands among them. */
export class Listener extends StepState {
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

  #obey(command: Command, line: string): void {
    const name = `${command.area}.${command.event}`;
    try {
      const effect = findEffect(name);
      if (effect === undefined) {
        throw new Error(`The agent knows no command '${name}'.`);
      }
      this.isDropped = !this.speaker.restrictions.allowsCommand(name);
      if (this.isDropped) {
        this.journal.warn(`'${name}' is not allowed in this step due to policy restrictions.`);
      } else {
        effect(this, command);
      }
      (this.isDropped ? this.refused : this.commands).push(command);
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
