import assert from 'node:assert/strict';
import type { StepRun } from '../../../../../emulator/run';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { pushImage } from '../../doubles/registry/image';
import { endedWith } from '../../fixtures/suite';
import { notationVersions, requireTool } from '../../fixtures/tools';
import type { TrustOptions } from '../../fixtures/trust';
import { codesOf, hasResult, logOf } from '../../fixtures/job/logAssertions';
import { BatchFixture, reportOf } from '../../fixtures/batches/batchFixture';

describe('signing again', () => {
  let fixture: BatchFixture;
  let repositories = 0;

  before(async function () {
    requireTool(this, 'notation');
    fixture = endedWith(this, await BatchFixture.open());
  });

  afterEach(() => {
    fixture.world.registry.faults = undefined;
  });

  interface Image {
    readonly repository: string;
    readonly digest: string;
    readonly reference: string;
    /** By its tag. */
    readonly name: string;
  }

  async function image(): Promise<Image> {
    repositories += 1;
    const repository = `app${repositories}`;
    const { registry } = fixture.world;
    const { digest, reference } = await pushImage(registry, repository, 'v1');
    return { repository, digest, reference, name: `${registry.host}/${repository}:v1` };
  }

  function signatures({ repository, digest }: Image): number {
    return fixture.world.registry.store.signaturesOf(repository, digest).length;
  }

  for (const notation of notationVersions()) {
    const { version } = notation;

    it(`P1 a step that is retried does not sign again what an earlier attempt signed (${version})`, async () => {
      const [first, second, bad] = [await image(), await image(), await image()];
      const { registry, task } = fixture.world;
      registry.faults = ({ repository }) =>
        repository === bad.repository ? { status: 403, body: {} } : undefined;
      const { job } = fixture.job(notation, { timings: { retry: () => 10 } });
      const references = [first.reference, second.name, bad.reference];
      const step = job.start(task, {
        inputs: fixture.signing(references),
        retryCountOnTaskFailure: 2,
      });
      step.onLog((line) => {
        if (line.includes('Attempt 1 failed')) registry.faults = undefined;
      });
      const run = await step.done;
      assert.equal(run.attempts, 2, logOf(run));
      assert.deepEqual([first, second, bad].map(signatures), [1, 1, 1]);
      const all = [first, second, bad].map(({ reference }) => reference);
      assert.equal(run.outputs['SignedArtifacts'], all.join(','));
      assert.equal(run.outputs['Status'], 'Succeeded');
      const told = run.log.filter((line) =>
        line.startsWith('  This step signed this digest before: '),
      );
      assert.equal(told.length, 2, logOf(run));
    });

    it(`P1 a step that a variable says has signed it already signs all the same (${version})`, async () => {
      const one = await image();
      const variables = { VSTS_TASKVARIABLE_SIGNEDARTIFACTS: one.reference };
      const { job } = fixture.job(notation, { variables });
      const run = await job.run(fixture.world.task, { inputs: fixture.signing([one.reference]) });
      assert.equal(run.result, 'Succeeded', logOf(run));
      assert.equal(signatures(one), 1);
    });

    it(`P1 what another step of the job remembers is nothing to this one (${version})`, async () => {
      const one = await image();
      const { task } = fixture.world;
      const inputs = fixture.signing([one.reference]);
      const station = fixture.job(notation);
      const first = await station.job.run(task, { inputs });
      const kept = first.commands.find(({ event }) => event === 'settaskvariable')?.data ?? '';
      assert(kept.endsWith(` ${one.reference}`), 'the step remembered nothing');
      await station.job.startScript(
        `echo "#""#vso[task.setvariable variable=VSTS_TASKVARIABLE_SIGNEDARTIFACTS]${kept}"`,
      ).done;
      const run = await station.job.run(task, { inputs });
      assert.equal(run.result, 'Succeeded', logOf(run));
      assert.equal(signatures(one), 2);
    });

    const levels: [title: string, trust: (other: TrustOptions) => TrustOptions, signs: boolean][] =
      [
        ['verified in full', () => ({}), false],
        ['skipped', () => ({ level: 'skip' }), true],
        ['not trusted, which is only logged,', (other) => ({ ...other, level: 'audit' }), true],
        ['not trusted', (other) => other, true],
      ];
    for (const [title, trust, signs] of levels) {
      it(`P1 skipSigned: what is ${title} is ${signs ? 'signed' : 'left alone'} (${version})`, async () => {
        const one = await image();
        const { task, root } = fixture.world;
        const station = fixture.job(notation);
        const first = await station.job.run(task, { inputs: fixture.signing([one.reference]) });
        assert.equal(first.result, 'Succeeded', logOf(first));
        const other = selfSignedCertificate({ folder: root, commonName: 'other' });
        const trusted = fixture.world.trust(station.job, trust({ certificates: [other] }));
        const inputs = fixture.signing([one.reference], { skipSigned: 'true', ...trusted });
        const run = await station.job.run(task, { inputs });
        assert.equal(run.result, 'Succeeded', logOf(run));
        assert.equal(signatures(one), signs ? 2 : 1);
        const [reported] = reportOf(run).artifacts;
        assert.equal(reported?.status, signs ? 'signed' : 'alreadySigned');
        assert.equal(run.outputs['SignedArtifacts'], one.reference);
        assert(hasResult(run, signs ? 'Signed' : 'Signed before:', one.reference), logOf(run));
      });
    }

    it(`P1 skipSigned: what bears no signature is signed (${version})`, async () => {
      const one = await image();
      const station = fixture.job(notation);
      const trusted = fixture.world.trust(station.job);
      const inputs = fixture.signing([one.name], { skipSigned: 'true', ...trusted });
      const run = await station.job.run(fixture.world.task, { inputs });
      assert.equal(run.result, 'Succeeded', logOf(run));
      assert.equal(signatures(one), 1);
    });
  }

  it('P1 skipSigned without trust is an error, before anything is signed', async () => {
    const one = await image();
    const inputs = fixture.signing([one.reference], { skipSigned: 'true' });
    const run: StepRun = await fixture.job().job.run(fixture.world.task, { inputs });
    assert.deepEqual([run.result, codesOf(run)], ['Failed', ['InputMissing']], logOf(run));
    assert.match(run.issues[0]?.message ?? '', /trustPolicy/);
    assert.equal(signatures(one), 0);
  });
});
