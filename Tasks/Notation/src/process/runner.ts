import { createBackpressure } from './backpressure';
import { Children } from './children';
import { type ProcessOptions, type ProcessResult, runChild } from './run';

/** Runs programs for a step, and ends them with it. `main` makes the one of a step. */
export interface ProcessRunner {
  /**
   * Runs a program to its end, in a process group of its own, with closed standard input.
   *
   * @param program absolute path
   * @param args given as they are, without a shell
   * @throws TaskError ProgramNotStarted; Cancelled when the step is being ended
   */
  run(program: string, args: readonly string[], options: ProcessOptions): Promise<ProcessResult>;
  /**
   * Ends every running child with its whole group, and lets no new one start. It may be called again.
   *
   * @param urgent kills at once
   * @returns resolves when all are gone, well within the agent's own patience
   */
  stop(urgent: boolean): Promise<void>;
  /** Kills what still runs, at once and without waiting: for the end of this process. */
  kill(): void;
}

/** Makes what runs the programs of one step. */
export function createProcessRunner(): ProcessRunner {
  const children = new Children();
  const backpressure = createBackpressure(process.stdout);
  return {
    // async: what cannot be started rejects, and does not throw
    run: async (program, args, options) => runChild(children, backpressure, program, args, options),
    stop: (urgent) => children.stop(urgent),
    kill: () => children.kill(),
  };
}
