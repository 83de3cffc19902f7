import assert from 'node:assert/strict';
import { notationVersions, newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { InputFixture } from '../../fixtures/inputs/inputFixture';
import { assertEnded, inspected, signedImage } from '../../fixtures/trust/trustAssertions';
import { openSuiteWorld } from '../../fixtures/suite';

describe('user metadata', () => {
  let world: World;
  let artifact: string;

  before(async function () {
    world = await openSuiteWorld(this);
    const userMetadata = 'release=1.4\n\n team = a = b \n';
    ({ reference: artifact } = await signedImage(world, { userMetadata }));
  });

  for (const notation of notationVersions()) {
    const { version } = notation;
    const demand = (userMetadata: string) =>
      TestJob.at(world, notation).verify(artifact, {}, { userMetadata });

    it(`is signed, and demanded of the signature by its value (${version})`, async () => {
      assertEnded(await demand('team=a = b\nrelease=1.4'));
      assertEnded(await demand('release=1.4'));
      for (const other of ['release=1.5', 'release=1.4\nstage=test']) {
        assertEnded(await demand(other), 'MetadataMissing');
      }
    });
  }

  const refused: [title: string, userMetadata: string, code: 'LineMalformed' | 'KeyRepeated'][] = [
    ['a line without an equals sign', 'release=1\nteam', 'LineMalformed'],
    ['a line without a value', 'team=', 'LineMalformed'],
    ['a line without a key', '=a', 'LineMalformed'],
    ['a key that stands there twice', 'team=a\nrelease=1\nteam=b', 'KeyRepeated'],
  ];
  for (const [title, userMetadata, code] of refused) {
    it(`is refused with ${title}, at sign and verify, before anything is asked`, async () => {
      const fixture = new InputFixture(world);
      const testJob = fixture.watched();
      const inputs = { userMetadata };
      await fixture.assertRefused(() => testJob.sign(artifact, inputs), code, 'userMetadata');
      await fixture.assertRefused(() => testJob.verify(artifact, {}, inputs), code, 'userMetadata');
    });
  }

  it('does not take a key that belongs to notation', async () => {
    const userMetadata = 'io.cncf.notary.verificationPlugin=p';
    const run = await TestJob.at(world, newestNotation()).sign(artifact, { userMetadata });
    assertEnded(run, 'SignFailed');
    assert.match(run.issues[0]?.message ?? '', /reserved prefix io\.cncf\.notary/);
  });
});

describe('build metadata', () => {
  let world: World;

  before(async function () {
    world = await openSuiteWorld(this);
  });

  it('tells where the build comes from, and can be demanded', async () => {
    const { reference } = await signedImage(world, { buildMetadata: 'true' });
    const { variables } = TestJob.at(world, newestNotation()).job;
    const expected = {
      'azure-pipelines.organization': 'System.CollectionUri',
      'azure-pipelines.project': 'System.TeamProject',
      'azure-pipelines.pipeline': 'Build.DefinitionName',
      'azure-pipelines.run': 'Build.BuildId',
      'azure-pipelines.repository': 'Build.Repository.Uri',
      'azure-pipelines.commit': 'Build.SourceVersion',
      'azure-pipelines.branch': 'Build.SourceBranch',
    };
    const pairs = Object.entries(expected).map(([key, name]) => [key, variables.get(name)]);
    const [signature] = await inspected(world, reference);
    assert.deepEqual(signature?.metadata, Object.fromEntries(pairs));
    const verify = (userMetadata: string) =>
      TestJob.at(world, newestNotation()).verify(reference, {}, { userMetadata });
    const branch = 'azure-pipelines.branch=refs/heads/main';
    assertEnded(await verify(`${branch}\nazure-pipelines.commit=$(Build.SourceVersion)`));
    assertEnded(await verify('azure-pipelines.branch=refs/heads/other'), 'MetadataMissing');
  });

  it('leaves out what the pipeline has no value for, and gives way to own pairs', async () => {
    const userMetadata = 'azure-pipelines.project=mine\nrelease=1';
    const testJob = TestJob.at(world, newestNotation(), {
      variables: { 'Build.SourceBranch': '' },
    });
    const { reference } = await signedImage(world);
    assertEnded(await testJob.sign(reference, { buildMetadata: 'true', userMetadata }));
    const metadata = (await inspected(world, reference)).at(-1)?.metadata ?? {};
    assert.equal(Object.keys(metadata).length, 7);
    assert.equal(metadata['azure-pipelines.branch'], undefined);
    assert.equal(metadata['azure-pipelines.project'], 'mine');
    assert.equal(metadata['release'], '1');
  });
});
