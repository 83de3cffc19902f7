import { performance } from 'node:perf_hooks';
import type { Job } from '../emulator/job';
import { newestNotation } from '../Tasks/Notation/tests/fixtures/tools';
import { openWorld } from '../Tasks/Notation/tests/fixtures/world';

/** A link of 20 Mbit/s. */
const BYTES_PER_SECOND = 2_500_000;

const ROUNDS = 5;

/**
 * How long the packaged task takes to install a real notation: cold, over a slow link, and warm, from
 * the cache of archives. Both are whole steps, from the start of their process to its end.
 */
async function measure(): Promise<void> {
  const newest = newestNotation();
  const world = await openWorld();
  try {
    world.releases.setFault(() => ({ kind: 'slow', bytesPerSecond: BYTES_PER_SECOND }));
    const install = async (job: Job): Promise<number> => {
      const begin = performance.now();
      const { result } = await job.run(world.task, {
        inputs: { command: 'install', version: newest.version },
      });
      if (result !== 'Succeeded') throw new Error(`the step ended as ${result}`);
      return performance.now() - begin;
    };
    const [cold, warm]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      const job = world.job();
      cold.push(await install(job));
      warm.push(await install(job));
    }
    report(newest.version, median(cold), median(warm), world.releases.requests.length);
  } finally {
    await world.close();
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function report(version: string, cold: number, warm: number, requests: number): void {
  const link = `${(BYTES_PER_SECOND * 8) / 1_000_000} Mbit/s`;
  console.log(`install of notation ${version}, medians of ${ROUNDS}, ${requests} downloads in all`);
  console.log(`cold, over ${link}: ${(cold / 1000).toFixed(2)} s`);
  console.log(`warm, from the cache: ${(warm / 1000).toFixed(2)} s`);
  console.log(`warm is ${(cold / warm).toFixed(1)} times as fast`);
}

void measure();
