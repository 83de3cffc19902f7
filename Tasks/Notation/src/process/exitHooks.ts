/**
 * The work to do when the process ends in any way but SIGKILL. `main` creates the hooks of a step and
 * connects them to the process.
 */
export class ExitHooks {
  readonly #hooks = new Set<() => void>();
  #isRunning = false;

  /**
   * Adds a hook. Hooks run in the order in which they were added.
   *
   * @param hook a synchronous function
   */
  add(hook: () => void): void {
    this.#hooks.add(hook);
  }

  /**
   * Runs each hook once. An `exit` listener that throws would cancel `process.exit` where uncaught
   * exceptions have a listener. So an error of a hook is ignored: the other hooks run, and the process
   * ends.
   */
  run(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (const hook of this.#hooks) {
      try {
        hook();
      } catch {
        // The process is ending: no reader is left for the error.
      }
    }
  }

  /** Runs the hooks and ends the process with the exit code that was set. */
  exit(): void {
    // Within a hook, process.exit would skip the other hooks.
    if (!this.#isRunning) process.exit();
  }
}
