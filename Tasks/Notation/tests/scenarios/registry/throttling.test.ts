import assert from 'node:assert/strict';
import { limitListings } from '../../doubles/registry/listingLimit';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, codesOf, logOf } from '../../fixtures/job/logAssertions';
import { reportOf } from '../../fixtures/batches/batchFixture';
import { storeSigned } from '../../fixtures/registry/content';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';

const ARTIFACTS = 600;
const LISTINGS = 250;
const MAX_PARALLEL = 8;
const repository = 'team/app';

describe('R5 a registry that limits listings', () => {
  let world: World;

  before(async function () {
    world = await openSuiteWorld(this);
  });

  it(`R5 verifies ${ARTIFACTS} artifacts where ${LISTINGS} listings are allowed at a time`, async function () {
    this.timeout(600_000);
    const { registry } = world;
    registry.reset();
    const limit = limitListings(LISTINGS, 2);
    registry.faults = limit.hook;
    const references = Array.from(
      { length: ARTIFACTS },
      () => storeSigned(registry, repository, world.certificate).reference,
    );
    const inputs = { maxParallel: String(MAX_PARALLEL) };
    const run = await TestJob.at(world, newestNotation()).verify(references.join('\n'), {}, inputs);
    assertOnlyTaskCommands(run, 'Succeeded');
    assert.deepEqual(run.issues, [], logOf(run));
    const { artifacts } = reportOf(run);
    assert.equal(artifacts.filter(({ status }) => status === 'verified').length, ARTIFACTS);
    const rounds = Math.floor((ARTIFACTS - 1) / LISTINGS);
    const { length } = limit.waits;
    assert(length >= rounds, `${length} refused: nothing was limited`);
    assert(length <= rounds * MAX_PARALLEL, `${length} refused: not all were slowed down`);
    const told = run.log.filter((line) => / status 429.*Trying again in \d seconds/.test(line));
    assert.equal(told.length, length, logOf(run));
  });

  it('R5 a limit that outlasts the time is told, and never as "no signature"', async () => {
    const { registry } = world;
    registry.reset();
    registry.faults = limitListings(0, 60).hook;
    const { reference } = storeSigned(registry, repository, world.certificate);
    const testJob = TestJob.at(world, newestNotation());
    const run = await testJob.verify(reference, {}, { timeoutPerArtifact: '30s' });
    assertOnlyTaskCommands(run);
    assert.deepEqual(codesOf(run), ['RegistryUnavailable'], logOf(run));
    assert.match(run.issues[0]?.message ?? '', /status 429/);
  });
});
