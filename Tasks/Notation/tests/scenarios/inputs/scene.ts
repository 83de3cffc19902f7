import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ErrorCode } from '../../../src/messages';
import type { Job, JobOptions } from '../../support/agent/job';
import type { StepRun } from '../../support/agent/run';
import { notationVersions } from '../../support/tools';
import type { World } from '../../support/world';
import { Station } from '../gate/station';
import { logOf } from '../gate/verdict';
import { Witness } from './witness';

/** A world in which a test can see whether a step has done anything at all. */
export class Scene {
  readonly #witness: Witness;

  constructor(readonly world: World) {
    this.#witness = new Witness(world.root);
  }

  /** A job whose notation does nothing but tell how it is called. */
  watched(options?: JobOptions): Station {
    return new Station(this.world, this.#witness.folder, options);
  }

  /** A job with a real notation, by default the newest at hand. */
  real(version?: string, options?: JobOptions): Station {
    const known = notationVersions();
    const found = known.find((each) => each.version === version) ?? known.at(-1);
    assert(found !== undefined, 'there is no notation at hand');
    return Station.at(this.world, found, options);
  }

  /** Runs a step whose notation is watched, and gives the calls that were more than a look. */
  async callsOf(run: () => Promise<StepRun>): Promise<string[][]> {
    const before = this.#witness.calls().length;
    await run();
    const calls = this.#witness.calls().slice(before);
    return calls.filter(([command]) => command !== 'version' && command !== 'inspect');
  }

  /**
   * Asserts that a step whose notation is watched ends with this one error, which holds the texts,
   * before anything was run, downloaded or asked of the registry.
   */
  async assertRefused(
    run: () => Promise<StepRun>,
    code: ErrorCode,
    ...told: string[]
  ): Promise<void> {
    const before = this.#traces();
    const step = await run();
    const codes = step.issues.map((issue) => issue.code);
    assert.deepEqual([step.result, codes], ['Failed', [code]], logOf(step));
    assert.equal(step.outputs['Status'], 'Failed');
    const message = step.issues[0]?.message ?? '';
    for (const text of told) assert(message.includes(text), `${text} is not in: ${message}`);
    assert.deepEqual(this.#traces(), before, 'something was run or asked');
  }

  #traces(): Record<string, number> {
    const { releases, registry, vault } = this.world;
    return {
      runs: this.#witness.calls().length,
      downloads: releases.requests.length,
      registry: registry.requests.length,
      vault: vault.calls().length,
    };
  }
}

/** Writes a file below the checked-out repository of a job and gives its absolute path. */
export function writeSource({ sources }: Job, name: string, content: string | Buffer): string {
  const file = path.join(sources, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** Asserts that a step went well and warned of nothing. */
export function assertSucceeded(step: StepRun): void {
  assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
  assert.equal(step.outputs['Status'], 'Succeeded');
}
