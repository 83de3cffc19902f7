import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultHook } from '../../support/registry/faults';

/** Longer than this nobody is waited for, so that a step that does less at once ends too. */
const PATIENCE = 3000;

/**
 * Counts how many repositories are being worked on at once. At the first request for each it waits
 * until as many others stand there as are expected, or are left, and then some time more, in which
 * one too many would show.
 */
export class Crowd {
  /** The most that stood there at once. */
  highest = 0;
  readonly #seen = new Set<string>();
  readonly #present = new Set<string>();

  /** @param expected how many at once */
  constructor(private readonly expected: number) {}

  readonly hook: FaultHook = async ({ repository }) => {
    if (repository === undefined || this.#seen.has(repository)) return undefined;
    this.#seen.add(repository);
    this.#present.add(repository);
    this.highest = Math.max(this.highest, this.#present.size);
    const isFirstRound = this.#seen.size <= this.expected;
    for (let waited = 0; isFirstRound && waited < PATIENCE; waited += 10) {
      if (this.highest >= this.expected) break;
      await sleep(10);
    }
    // Unequal times, so that who began first is not who ends first.
    await sleep(20 + ((this.#seen.size * 37) % 60));
    this.#present.delete(repository);
    return undefined;
  };
}
