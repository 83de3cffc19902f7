import type { ExitHooks } from '../process/exitHooks';
import type { ProcessRunner } from '../process/runner';

/** The resources of a step from its start to its end. `main` creates them. */
export interface StepResources {
  /** Runs every program of the step. */
  readonly processes: ProcessRunner;
  /** Work for the end of the process. */
  readonly exitHooks: ExitHooks;
}
