import assert from 'node:assert/strict';
import { shortenDigests } from '../../../src/text/shortDigest';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { type World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import {
  assertOnlyTaskCommands,
  codesOf,
  hasResult,
  logOf,
  wordsOf,
} from '../../fixtures/job/logAssertions';

describe('the gate and one bad artifact among good ones', () => {
  let world: World;
  let good: string[];
  let bad: string;

  before(async function () {
    world = await openSuiteWorld(this);
    const [notation] = notationVersions();
    assert(notation !== undefined);
    good = [];
    for (const tag of ['1', '2', '3']) {
      good.push((await pushImage(world.registry, 'team/app', tag)).reference);
    }
    bad = (await pushImage(world.registry, 'team/bad', '1')).reference;
    const run = await TestJob.at(world, notation).sign(good.join(','));
    assert.equal(run.result, 'Succeeded', logOf(run));
  });

  for (const notation of notationVersions()) {
    for (const [place, at] of [
      ['first', 0],
      ['in the middle', 2],
      ['last', 3],
    ] as const) {
      it(`G6 tries every other one when the bad one stands ${place} (${notation.version})`, async () => {
        const all = [...good.slice(0, at), bad, ...good.slice(at)];
        const run = await TestJob.at(world, notation).verify(all.join('\n'));
        assertOnlyTaskCommands(run);
        for (const each of all) {
          assert(hasResult(run, each === bad ? 'Failed' : 'Verified', each), logOf(run));
        }
        assert(
          run.log.some((line) => line.includes('Artifacts: 4. Verified: 3, skipped: 0, failed: 1')),
        );
      });

      it(`G6 signs every other one when the bad one stands ${place} (${notation.version})`, async () => {
        const missing = `${world.registry.host}/team/nothing@sha256:${'0'.repeat(64)}`;
        const signed = (): number =>
          good.flatMap((each) =>
            world.registry.store.signaturesOf('team/app', each.split('@')[1] ?? ''),
          ).length;
        const before = signed();
        const all = [...good.slice(0, at), missing, ...good.slice(at)];
        const run = await TestJob.at(world, notation).sign(all.join(','));
        assertOnlyTaskCommands(run, 'Failed', [world.vault.access.clientSecret ?? '']);
        assert.deepEqual(codesOf(run), ['ArtifactNotFound'], logOf(run));
        assert.equal(signed(), before + good.length);
      });
    }

    it(`G7 names the artifact and the reason in the step’s error (${notation.version})`, async () => {
      const run = await TestJob.at(world, notation).verify([...good, bad].join(','));
      const [issue, ...more] = run.issues;
      assert.deepEqual(more, []);
      assert(issue !== undefined);
      assert.equal(issue.code, 'NotSigned');
      const { message } = issue;
      assert(message.includes(shortenDigests(bad)), message);
      assert.match(message, /the registry lists no signature for it/);
    });

    it(`G7 names the reason that notation itself keeps to its log (${notation.version})`, async () => {
      const [one = ''] = good;
      const other = selfSignedCertificate({ folder: world.root, commonName: 'other' });
      const run = await TestJob.at(world, notation).verify(one, { certificates: [other] });
      const [issue] = run.issues;
      assert(issue !== undefined, logOf(run));
      assert(issue.message.includes(shortenDigests(one)), issue.message);
      assert.equal(issue.code, 'SignerNotTrusted');
      assert.match(
        wordsOf(run),
        /certificate chain does not contain any trusted certificate|not produced by a trusted signer/,
      );
    });
  }
});
