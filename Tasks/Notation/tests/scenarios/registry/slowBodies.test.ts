import assert from 'node:assert/strict';
import type { Fault, FaultRequest } from '../../doubles/registry/faults';
import { IMAGE_INDEX, IMAGE_MANIFEST } from '../../doubles/registry/manifest';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, codesOf, logOf } from '../../fixtures/job/logAssertions';
import { type MeasuredRuntime, measuredRuntime } from '../../fixtures/peakMemory';
import { storeSigned } from '../../fixtures/registry/content';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';

const MEBIBYTE = 1024 * 1024;

/** What a step may hold more than one that reads a good registry: three times what one answer may have. */
const ALLOWANCE_BYTES = 48 * MEBIBYTE;

describe('R2 answers of a registry that do not end', () => {
  let world: World;
  let measured: MeasuredRuntime;

  before(async function () {
    world = await openSuiteWorld(this);
    measured = measuredRuntime(world.root);
  });

  async function verify(
    timeoutPerArtifact: string,
    fault: (request: FaultRequest, signature: string) => Fault | undefined,
  ) {
    const { registry } = world;
    registry.reset();
    const { reference, signature } = storeSigned(registry, 'team/app', world.certificate);
    registry.faults = (request) => fault(request, signature);
    const testJob = TestJob.at(world, newestNotation(), { runtime: measured.runtime });
    return testJob.verify(reference, {}, { timeoutPerArtifact });
  }

  const parts: readonly [
    name: string,
    is: (request: FaultRequest, signature: string) => boolean,
    type: string,
    floodCode: string,
  ][] = [
    ['listing', ({ kind }) => kind === 'referrers', IMAGE_INDEX, 'RegistryAnswerRefused'],
    [
      'signature manifest',
      ({ kind, reference }, signature) => kind === 'manifest' && reference === signature,
      IMAGE_MANIFEST,
      'SignatureUnreadable',
    ],
    ['envelope', ({ kind }) => kind === 'blob', 'application/octet-stream', 'SignatureUnreadable'],
  ];
  for (const [name, is, type, floodCode] of parts) {
    it(`R2 ends, of the ${name}, what drips when the time of the artifact is over`, async () => {
      const run = await verify('3s', (request, signature) =>
        is(request, signature) ? { drip: type } : undefined,
      );
      assertOnlyTaskCommands(run);
      assert.deepEqual(codesOf(run), ['ArtifactTimedOut'], logOf(run));
    });

    it(`R2 refuses, of the ${name}, what has no end, and holds no more than a part of it`, async () => {
      const good = await verify('60s', () => undefined);
      assertOnlyTaskCommands(good, 'Succeeded');
      const least = measured.peak();
      const run = await verify('60s', (request, signature) =>
        is(request, signature) ? { flood: type } : undefined,
      );
      assertOnlyTaskCommands(run);
      assert.deepEqual(codesOf(run), [floodCode], logOf(run));
      const more = measured.peak() - least;
      assert(more < ALLOWANCE_BYTES, `${Math.round(more / MEBIBYTE)} MiB more`);
    });
  }
});
