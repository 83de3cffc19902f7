import { TaskError } from '../errors';
import { fail } from './log';
import { setOutput } from './output';
import { writeConfirmed, writeText } from './standardOutput';

/** How a step ends. A cancelled step says nothing: the agent knows. */
export type Outcome = 'Succeeded' | 'SucceededWithIssues' | 'Failed';

const statuses = { Succeeded: 'Succeeded', SucceededWithIssues: 'Warning', Failed: 'Failed' };

/**
 * The exit code by what became of the outcome. For any other than 0 the agent fails the step,
 * whatever it was told (agent: NodeHandler.cs); 130 is what a shell reports of a program that
 * SIGINT ended.
 */
const EXIT_CODES = { open: 1, telling: 1, told: 0, cancelled: 130 };

/** The outcome of a step: it is told once, and a process that has not told it has failed. */
export class StepOutcome {
  #state: keyof typeof EXIT_CODES = 'open';

  /**
   * Tells the agent how the step ended, and later steps by the output variable `Status`.
   *
   * @returns resolves when it was delivered; from then on the exit code is 0
   * @throws Error where an outcome was told before, or standard output is lost
   */
  async tell(outcome: Outcome): Promise<void> {
    if (this.#state !== 'open') throw new Error('the outcome of the step was told before');
    this.#enter('telling');
    setOutput('Status', statuses[outcome]);
    await writeConfirmed(completion(outcome));
    this.#enter('told');
  }

  /** Ends a step that the agent has cancelled: it is told nothing. */
  cancel(): void {
    this.#enter('cancelled');
  }

  /**
   * Sets the exit code when the process ends, and where no outcome was told, by whoever ended the
   * process, tells that the step has failed.
   */
  close(): void {
    this.#enter(this.#state); // somebody may have set another code
    if (this.#state !== 'open') return;
    fail(new TaskError('NoOutcome'));
    setOutput('Status', statuses.Failed);
    writeText(completion('Failed'));
  }

  #enter(state: keyof typeof EXIT_CODES): void {
    this.#state = state;
    process.exitCode = EXIT_CODES[state];
  }
}

/** The command that the agent takes a result from (agent: TaskCommandExtension.cs). */
function completion(outcome: Outcome): string {
  return `##vso[task.complete result=${outcome};]\n`;
}
