import assert from 'node:assert/strict';
import type { Job } from '../../support/agent/job';
import type { StepRun } from '../../support/agent/run';
import { shownBy } from '../../support/secrets';
import { codesOf, logOf } from '../gate/verdict';
import type { JobRun } from './run';

/** What became of an example. */
export class Outcome {
  constructor(
    readonly jobs: readonly JobRun[],
    /** What was called of kubectl, a call a line. */
    readonly deployed: readonly string[],
  ) {}

  get steps(): readonly StepRun[] {
    return this.jobs.flatMap(({ run }) => run.steps);
  }

  /** The only job. */
  get job(): Job {
    const [{ job } = {}, ...others] = this.jobs;
    assert(job !== undefined && others.length === 0);
    return job;
  }

  /** The step of this name. @throws AssertionError where it did not run */
  step(displayName: string): StepRun {
    const found = this.steps.find((step) => step.displayName === displayName);
    assert(found !== undefined, `${displayName} did not run: ${this.#told()}`);
    return found;
  }

  /** What the steps that did not run are called. */
  get skipped(): readonly string[] {
    return this.jobs.flatMap(({ run }) => run.skipped);
  }

  /** Asserts that every job and every step ran, and ended without so much as a warning. */
  assertWentWell(): void {
    const results = this.jobs.map(({ name, result }) => `${name}: ${result}`);
    const good = this.jobs.map(({ name }) => `${name}: Succeeded`);
    assert.deepEqual(results, good, this.#told());
    assert.deepEqual(this.skipped, [], this.#told());
    for (const step of this.steps) {
      assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
    }
  }

  /** Asserts that a step failed for this reason alone, and these steps did not run. */
  assertStopped(displayName: string, code: string, ...skipped: readonly string[]): void {
    const step = this.step(displayName);
    assert.deepEqual([step.result, codesOf(step)], ['Failed', [code]], logOf(step));
    assert.deepEqual(this.skipped, skipped);
    assert.deepEqual(this.deployed, []);
  }

  /** Asserts that no step showed one of these secrets. */
  assertKept(...secrets: readonly string[]): void {
    for (const step of this.steps) assert.deepEqual(shownBy(step, secrets), [], step.displayName);
  }

  #told(): string {
    return this.steps.map((step) => `${step.displayName}\n${logOf(step)}`).join('\n');
  }
}
