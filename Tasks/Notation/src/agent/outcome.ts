import { TaskError } from '../errors';
import { logError } from './log';
import { setOutput } from './output';
import { writeConfirmed, writeText } from './standardOutput';

/** How a step ends. A canceled step has no outcome: the agent knows that it canceled the step. */
export type Outcome = 'Succeeded' | 'SucceededWithIssues' | 'Failed';

const statuses = { Succeeded: 'Succeeded', SucceededWithIssues: 'Warning', Failed: 'Failed' };

/**
 * The exit code for each state of the outcome. The agent fails a step whose exit code is not 0, even
 * after a successful outcome (agent: NodeHandler.cs). 130 is the exit code that shells report for a
 * program that SIGINT ended.
 */
const EXIT_CODES = { notReported: 1, reporting: 1, reported: 0, canceled: 130 };

/**
 * The outcome of a step. The step reports it once. A process that ends without a reported outcome has
 * failed.
 */
export class StepOutcome {
  #state: keyof typeof EXIT_CODES = 'notReported';

  /**
   * Reports the outcome to the agent, and to later steps in the output variable `Status`.
   *
   * @returns resolves when standard output has taken the report; the exit code is 0 from then on
   * @throws Error for a second report, or when standard output is lost
   */
  async report(outcome: Outcome): Promise<void> {
    if (this.#state !== 'notReported')
      throw new Error('the outcome of the step was reported before');
    this.#enter('reporting');
    setOutput('Status', statuses[outcome]);
    await writeConfirmed(completion(outcome));
    this.#enter('reported');
  }

  /** Ends a step that the agent has canceled, without a report. */
  cancel(): void {
    this.#enter('canceled');
  }

  /**
   * Sets the exit code when the process ends. Where no outcome was reported, it reports that the step
   * has failed.
   */
  close(): void {
    this.#enter(this.#state); // a library may have set another code
    if (this.#state !== 'notReported') return;
    logError(new TaskError('NoOutcome'));
    setOutput('Status', statuses.Failed);
    writeText(completion('Failed'));
  }

  #enter(state: keyof typeof EXIT_CODES): void {
    this.#state = state;
    process.exitCode = EXIT_CODES[state];
  }
}

/** The agent command that sets the result of a step (agent: TaskCommandExtension.cs). */
function completion(outcome: Outcome): string {
  return `##vso[task.complete result=${outcome};]\n`;
}
