import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { StepRun } from '../../../../../emulator/run';
import { pushImage } from '../../doubles/registry/image';
import { IMAGE_INDEX, IMAGE_MANIFEST } from '../../doubles/registry/manifest';
import { logOf } from '../../fixtures/job/logAssertions';
import { openSuiteWorld } from '../../fixtures/suite';
import type { World } from '../../fixtures/world';

const SIGNATURE = 'application/vnd.cncf.notary.signature';

interface Inspected {
  readonly artifacts: readonly {
    readonly attached: readonly object[];
    readonly leftOut: readonly object[];
    readonly warnings: readonly string[];
  }[];
}

describe('inspecting an image to which much is attached', () => {
  let world: World;

  before(async function () {
    world = await openSuiteWorld(this);
  });

  /** Inspects an image for which the registry lists so many referrers, that it does not have. */
  async function inspect(count: number, artifactType: string): Promise<StepRun> {
    const { reference, digest } = await pushImage(world.registry, 'team/app', 'v1');
    const manifests = Array.from({ length: count }, (_, index) => ({
      ...{ mediaType: IMAGE_MANIFEST, size: 1, artifactType },
      digest: `sha256:${index.toString(16).padStart(64, '0')}`,
    }));
    const headers = { 'Content-Type': IMAGE_INDEX };
    const body = { schemaVersion: 2, mediaType: IMAGE_INDEX, manifests };
    world.registry.faults = ({ path }) =>
      path.includes(`/referrers/${digest}`) ? { status: 200, headers, body } : undefined;
    const inputs = { command: 'inspect', artifactRefs: reference, referrers: 'api' };
    const run = await world.job().run(world.task, { inputs });
    assert.equal(run.result, 'Succeeded', logOf(run));
    return run;
  }

  function shownIn({ outputs }: StepRun): Inspected['artifacts'][number] | undefined {
    const text = readFileSync(outputs['ReportPath'] ?? '', 'utf8');
    return (JSON.parse(text) as Inspected).artifacts[0];
  }

  it('T5 shows 100 attached artifacts, and says that there are more', async () => {
    const all = shownIn(await inspect(100, 'application/spdx+json'));
    assert.deepEqual([all?.attached.length, all?.warnings], [100, []]);
    const most = shownIn(await inspect(101, 'application/spdx+json'));
    assert.deepEqual([most?.attached.length, most?.warnings.length], [100, 1]);
    assert.match(most?.warnings[0] ?? '', / more than 100 attached /);
  });

  it('T5 shows 1,000 signatures, and says that there are more', async () => {
    const all = shownIn(await inspect(1000, SIGNATURE));
    assert.deepEqual([all?.leftOut.length, all?.warnings], [1000, []]);
    const most = shownIn(await inspect(1001, SIGNATURE));
    assert.deepEqual([most?.leftOut.length, most?.warnings.length], [1000, 1]);
    assert.match(most?.warnings[0] ?? '', / more than 1000 signatures/);
  });
});
