import type { ExitHooks } from '../process/exitHooks';
import type { ProcessRunner } from '../process/runner';

/** What a step has from its start to its end; `main` makes it. */
export interface StepResources {
  /** Runs every program of the step. */
  readonly processes: ProcessRunner;
  /** What is still done when the process ends. */
  readonly exitHooks: ExitHooks;
}
