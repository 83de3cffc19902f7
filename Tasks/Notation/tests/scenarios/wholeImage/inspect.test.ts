import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { StepRun } from '../../../../../emulator/run';
import {
  SBOM,
  attachArtifact,
  pushManifest,
  pushWholeImage,
} from '../../doubles/registry/wholeImage';
import { IMAGE_MANIFEST } from '../../doubles/registry/manifest';
import { assertOnlyTaskCommands, logOf } from '../../fixtures/job/logAssertions';
import { keyword } from '../../fixtures/job/injectionTexts';
import { attachSignature } from '../../fixtures/registry/content';
import { openSuiteWorld } from '../../fixtures/suite';
import { readSummary } from '../../fixtures/trust/trustAssertions';
import type { World } from '../../fixtures/world';

const repository = 'team/app';

interface Inspected {
  readonly artifacts: readonly {
    readonly mediaType: string;
    readonly attached: readonly object[];
    readonly platform: string | null;
  }[];
}

describe('inspecting a whole image', () => {
  let world: World;

  before(async function () {
    world = await openSuiteWorld(this);
  });

  const place = () => ({ target: world.registry, repository });
  const inspect = (artifactRefs: string, recursive = 'true'): Promise<StepRun> =>
    world.job().run(world.task, { inputs: { command: 'inspect', artifactRefs, recursive } });
  const reportOf = ({ outputs }: StepRun): Inspected =>
    JSON.parse(readFileSync(outputs['ReportPath'] ?? '', 'utf8')) as Inspected;

  it('shows index, platforms, signatures and what is attached, in log, summary and report', async () => {
    const { index, platforms } = await pushWholeImage(place());
    const [amd64, arm64] = platforms;
    assert(amd64 !== undefined && arm64 !== undefined);
    const sbom = await attachArtifact(place(), index);
    const scan = await attachArtifact(place(), amd64, { artifactType: 'application/sarif+json' });
    for (const image of [index, amd64, sbom]) {
      attachSignature(world.registry, repository, image, [world.certificate]);
    }
    const run = await inspect(index.reference);
    assertOnlyTaskCommands(run, 'Succeeded');
    assert.equal(run.outputs['InspectedCount'], '3');
    const from = run.log.indexOf('Found in the registry:');
    const tree = run.log.slice(from + 1, from + 9);
    const shapes = [
      `  ${index.reference} (index)`,
      '  ├─ signature: sha256:',
      `  ├─ attached: ${SBOM} ${sbom.digest} (${sbom.size} bytes), with a signature`,
      `  ├─ linux/amd64 ${amd64.digest}`,
      '  │  ├─ signature: sha256:',
      `  │  └─ attached: application/sarif+json ${scan.digest} (${scan.size} bytes), without`,
      `  └─ linux/arm64/v8 ${arm64.digest}`,
      '     └─ no signature',
    ];
    shapes.forEach((shape, at) => {
      assert(tree[at]?.startsWith(shape), `${shape}\n${tree.join('\n')}`);
    });
    const { artifacts } = reportOf(run);
    assert.deepEqual(
      artifacts.map(({ mediaType, platform }) => [mediaType, platform]),
      [
        [index.mediaType, null],
        [IMAGE_MANIFEST, 'linux/amd64'],
        [IMAGE_MANIFEST, 'linux/arm64/v8'],
      ],
    );
    assert.deepEqual(
      artifacts.map(({ attached }) => attached),
      [
        [{ digest: sbom.digest, artifactType: SBOM, size: sbom.size, isSigned: true }],
        [
          {
            ...{ digest: scan.digest, artifactType: 'application/sarif+json', size: scan.size },
            isSigned: false,
          },
        ],
        [],
      ],
    );
    const summary = readSummary(run);
    for (const word of [sbom.digest, SBOM, scan.digest, 'linux/arm64']) {
      assert(summary.includes(word), word);
    }
  });

  it('shows what is attached without recursive too, and no platform', async () => {
    const { index } = await pushWholeImage(place());
    await attachArtifact(place(), index);
    const run = await inspect(index.reference, 'false');
    assertOnlyTaskCommands(run, 'Succeeded');
    const { artifacts } = reportOf(run);
    assert.deepEqual([artifacts.length, artifacts[0]?.attached.length], [1, 1], logOf(run));
  });

  it('lets no artifact type forge a line, a row or a command', async () => {
    const { index } = await pushWholeImage(place());
    const command = `${keyword}task.setvariable variable=forged]yes`;
    const { mediaType, digest, size } = index;
    const hostile = `x\n${command}\n| a | b | ![](https://evil.example/i.png) |\u202e`;
    const config = {
      mediaType: 'a/b',
      digest: world.registry.store.putBlob(repository, Buffer.from('{}')),
      size: 2,
    };
    await pushManifest(
      place(),
      {
        ...{ schemaVersion: 2, mediaType: IMAGE_MANIFEST, artifactType: hostile, config },
        ...{ layers: [], subject: { mediaType, digest, size } },
      },
      { mediaType: IMAGE_MANIFEST },
    );
    const run = await inspect(index.reference);
    assertOnlyTaskCommands(run, 'Succeeded');
    assert.equal(run.variables['forged'], undefined);
    const rows = (run.summaries[0]?.content ?? '').split('\n');
    for (const row of rows) assert.doesNotMatch(row, /!\[|evil\.example\/i\.png\)/);
    assert.equal(run.log.filter((line) => line.includes('attached: x')).length, 1, logOf(run));
  });

  it('shows 100 attached artifacts at most, with a warning', async () => {
    const { index } = await pushWholeImage(place());
    for (let count = 0; count < 103; count += 1) {
      await attachArtifact(place(), index, { content: String(count) });
    }
    world.registry.requests.length = 0;
    const run = await inspect(index.reference, 'false');
    assertOnlyTaskCommands(run, 'Succeeded');
    assert.equal(reportOf(run).artifacts[0]?.attached.length, 100);
    assert(run.issues.some(({ message }) => message.includes('more than 100 attached')));
    // Where the API lists no signature the referrers tag is looked at too.
    assert(
      world.registry.requests.length <= 2 + 1 + 2 * 100,
      String(world.registry.requests.length),
    );
  });
});
