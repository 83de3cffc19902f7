import { createBackpressure } from './backpressure';
import { Children } from './children';
import { type ProcessOptions, type ProcessResult, runChild } from './run';

/** Runs the programs of a step and ends them with the step. `main` creates one runner for each step. */
export interface ProcessRunner {
  /**
   * Runs a program to its end, in a process group of its own, with closed standard input.
   *
   * @param program absolute path
   * @param args passed as they are, without a shell
   * @throws TaskError ProgramNotStarted; Cancelled when the step is being ended
   */
  run(program: string, args: readonly string[], options: ProcessOptions): Promise<ProcessResult>;
  /**
   * Ends every running child with its process group, and prevents new children. It may be called again.
   *
   * @param urgent kills at once
   * @returns resolves when all children are gone, well within the agent's own time limit
   */
  stop(urgent: boolean): Promise<void>;
  /** Kills all running children without waiting. Used at the end of this process. */
  kill(): void;
}

/** Creates the process runner of one step. */
export function createProcessRunner(): ProcessRunner {
  const children = new Children();
  const backpressure = createBackpressure(process.stdout);
  return {
    // async: a start failure rejects and does not throw
    run: async (program, args, options) => runChild(children, backpressure, program, args, options),
    stop: (urgent) => children.stop(urgent),
    kill: () => children.kill(),
  };
}
