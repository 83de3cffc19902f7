import assert from 'node:assert/strict';
import { type World, openWorld } from '../../fixtures/world';
import { FakeNotation, type Writing } from '../../doubles/fakeNotation';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands } from '../../fixtures/job/logAssertions';
import { keyword } from '../../fixtures/job/injectionTexts';
import { measuredRuntime } from '../../fixtures/peakMemory';
import { signedArtifact } from '../../fixtures/signedArtifact';
import { endedWith } from '../../fixtures/suite';

const mebibyte = 1024 * 1024;

/** What a step may need more than one that hears little, whatever it is told. */
const allowance = 128 * mebibyte;

describe('the gate and endless output', () => {
  let world: World;
  let artifact: string;

  before(async function () {
    world = endedWith(this, await openWorld());
    ({ reference: artifact } = await signedArtifact(world));
  });

  /** Runs a step and gives the most memory that its process ever held, in bytes. */
  async function peak(writings: readonly Writing[]): Promise<number> {
    const fake = new FakeNotation(world.root);
    fake.perform({ writings, exitCode: 1 });
    const measured = measuredRuntime(fake.folder);
    const testJob = new TestJob(world, fake.folder, { runtime: measured.runtime });
    assertOnlyTaskCommands(await testJob.verify(artifact));
    assert.equal(fake.runs(), 1);
    return measured.peak();
  }

  let least: number;

  before(async function () {
    least = await peak([{ stream: 'stderr', bytes: 'Error: short\n' }]);
  });

  const filling = Buffer.alloc(mebibyte, 'x');
  const table: [title: string, writings: Writing[]][] = [
    ['a line of 8 MiB', [{ stream: 'stderr', bytes: filling, times: 8 }]],
    [
      'a line of 8 MiB on each stream, with a command in its midst and at its end',
      (['stdout', 'stderr'] as const).flatMap((stream) => [
        { stream, bytes: filling, times: 4 },
        { stream, bytes: `${keyword}task.complete result=Skipped]` },
        { stream, bytes: filling, times: 4 },
        { stream, bytes: `${keyword}task.complete result=Skipped]\n` },
      ]),
    ],
    [
      'an error of 64 MiB',
      [
        { stream: 'stderr', bytes: 'Error: ' },
        { stream: 'stderr', bytes: filling, times: 64 },
      ],
    ],
    [
      'a quarter of a million lines',
      [{ stream: 'stderr', bytes: 'level=error msg=x y z\n'.repeat(2500), times: 100 }],
    ],
  ];
  for (const [title, writings] of table) {
    it(`G1 does not let memory grow with ${title}`, async () => {
      const more = (await peak(writings)) - least;
      assert(more < allowance, `${Math.round(more / mebibyte)} MiB more than a short answer`);
    });
  }
});
