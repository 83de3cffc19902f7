/**
 * What is still done when the process ends, however it ends short of SIGKILL. `main` makes the one
 * of a step and has it listen to the process.
 */
export class ExitHooks {
  readonly #hooks = new Set<() => void>();
  #isRunning = false;

  /**
   * Adds a hook: they run in the order in which they were added.
   *
   * @param hook must be done when it returns
   */
  add(hook: () => void): void {
    this.#hooks.add(hook);
  }

  /**
   * Runs each hook, once. A listener of `exit` that throws undoes `process.exit` where somebody
   * listens to uncaught exceptions: so an error of a hook stops neither the others nor the end.
   */
  run(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (const hook of this.#hooks) {
      try {
        hook();
      } catch {
        // The process is ending: nobody is left to be told.
      }
    }
  }

  /** Ends the process now; the hooks run first. The exit code is the one that was set. */
  exit(): void {
    // Within a hook, process.exit would leave out the other hooks.
    if (!this.#isRunning) process.exit();
  }
}
