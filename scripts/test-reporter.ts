import { Runner, reporters } from 'mocha';
import { groupOf } from './tests/groups';
import { earlierParts, linesOf } from './tests/parts';

const { EVENT_HOOK_END, EVENT_TEST_END } = Runner.constants;

/** Mocha's spec reporter, closed by the times of all parts and by the one line that says how the whole run ended. */
export default class TestReporter extends reporters.Spec {
  readonly #start = Date.now();
  /** Milliseconds that the tests and hooks of each group took. */
  readonly #groups = new Map<string, number>();

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const add = ({ file, duration = 0 }: { file?: string; duration?: number }): void => {
      if (file === undefined) return;
      const group = groupOf(file);
      this.#groups.set(group, (this.#groups.get(group) ?? 0) + duration);
    };
    runner.on(EVENT_TEST_END, add);
    runner.on(EVENT_HOOK_END, add);
  }

  override epilogue(): void {
    super.epilogue();
    const parts = earlierParts();
    if (parts !== undefined) {
      const tests = { name: 'tests', seconds: (Date.now() - this.#start) / 1000 };
      const groups = [...this.#groups].map(([name, sum]) => ({ name, seconds: sum / 1000 }));
      const title = 'Of the tests, run side by side:';
      const lines = [...linesOf([...parts, tests]), title, ...linesOf(groups)];
      process.stdout.write(`${lines.join('\n')}\n\n`);
    }
    const { passes, failures, pending } = this.stats;
    const skipped = pending > 0 ? `, ${pending} skipped` : '';
    process.stdout.write(`${passes} passed, ${failures} failed${skipped}\n`);
  }
}
