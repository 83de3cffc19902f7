import assert from 'node:assert/strict';
import { pushImage } from '../../doubles/registry/image';
import { corruptSignature } from '../../doubles/registry/tampering';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions, newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { signWithCli } from '../../fixtures/job/cliSigning';
import { keyword } from '../../fixtures/job/injectionTexts';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands, logOf } from '../../fixtures/job/logAssertions';
import {
  assertEnded,
  readSummary,
  reported,
  repository,
  signedImage,
} from '../../fixtures/trust/trustAssertions';

const notice = 'Inspecting is not verifying';
const command = `${keyword}task.setvariable variable=forged]yes`;
/** What nobody should be able to make of a value: lines, rows, links, commands. */
const forgery = [
  'x',
  '  sha256:0 (COSE): signed by CN=chief at now; expires: -; timestamp: -; metadata: -',
  '| registry.example/app | sha256:0 | CN=chief | now | - | - | - |',
  '[![](https://evil.example/i.png)](https://evil.example) <b>`*_|</b>',
  command,
  'Verified  registry.example/app@sha256:0\u2028\u202e\u001b[2J',
].join('\n');

describe('the command inspect', () => {
  let world: World;
  const images = {} as Record<'signed' | 'unsigned' | 'forged' | 'damaged', string>;

  before(async function () {
    world = await openSuiteWorld(this);
    const testJob = TestJob.at(world, newestNotation());
    const metadata = { userMetadata: 'team=a', expiry: '90d' };
    ({ reference: images.signed } = await signedImage(world, metadata));
    assertEnded(await testJob.sign(images.signed, { signatureFormat: 'jws' }));
    ({ reference: images.unsigned } = await pushImage(world.registry, repository, 'unsigned'));
    ({ reference: images.forged } = await pushImage(world.registry, repository, 'forged'));
    await signWithCli(world, newestNotation(), images.forged, '-m', `note=${forgery}`);
    const damaged = await signedImage(world);
    const { store } = world.registry;
    const [first = ''] = store.signaturesOf(repository, damaged.digest);
    corruptSignature(store, repository, first, () => Buffer.from('no envelope'));
    assertEnded(await testJob.sign(damaged.reference));
    images.damaged = damaged.reference;
  });

  for (const notation of notationVersions()) {
    const { version } = notation;
    const inspect = (artifactRefs: string) => {
      const inputs = { command: 'inspect', artifactRefs };
      return TestJob.at(world, notation).job.run(world.task, { inputs });
    };

    it(`tells of each signature, in log, summary and report (${version})`, async () => {
      const run = await inspect(images.signed);
      assertOnlyTaskCommands(run, 'Succeeded');
      const [artifact] = reported(run);
      assert.equal(artifact?.status, 'inspected');
      const formats = artifact.signatures?.map(({ format }) => format) ?? [];
      assert.deepEqual([...formats].sort(), ['COSE', 'JWS']);
      const cose = artifact.signatures?.find(({ format }) => format === 'COSE');
      assert.equal(cose?.signer, 'CN=signer,O=Notary,ST=WA,C=US');
      assert.deepEqual(cose.metadata, { team: 'a' });
      for (const one of artifact.signatures ?? []) {
        const words = [one.digest, one.format, one.signer, one.signedAt];
        assert(
          run.log.some((line) => words.every((word) => line.includes(word))),
          logOf(run),
        );
        for (const word of words) assert(readSummary(run).includes(word), word);
      }
      assert(run.log.some((line) => line.startsWith(notice)));
      assert(readSummary(run).includes(notice));
      assert.equal(run.outputs['InspectedArtifacts'], images.signed);
      assert.equal(run.outputs['VerifiedCount'], '0');
    });

    it(`says so where there is no signature (${version})`, async () => {
      const run = await inspect(images.unsigned);
      assertOnlyTaskCommands(run, 'Succeeded');
      assert(run.log.includes('  No signature.'), logOf(run));
      assert.deepEqual(reported(run)[0]?.signatures, []);
    });

    it(`lets no value forge a line, a row or a command (${version})`, async () => {
      const run = await inspect(images.forged);
      assertOnlyTaskCommands(run, 'Succeeded');
      const rows = (run.summaries[0]?.content ?? '').split('\n');
      // One of the artifact, one of its signature, two heads and two rulers.
      assert.equal(rows.filter((row) => row.startsWith('|')).length, 6, rows.join('\n'));
      for (const row of rows) assert.doesNotMatch(row, /<b>|\]\(|!\[|`|evil\.example\/i\.png\)/);
      const told = run.log.filter((line) => line.includes('CN=chief'));
      assert.equal(told.length, 1, 'a line of its own');
      assert(told[0]?.includes('metadata: note=x\\n'), logOf(run));
      const [signature] = reported(run)[0]?.signatures ?? [];
      assert.equal(signature?.metadata['note'], forgery);
      assert.equal(run.variables['forged'], undefined);
    });

    it(`passes over a signature that cannot be read, and tells of the others (${version})`, async () => {
      const run = await inspect(images.damaged);
      assertEnded(run);
      const [artifact] = reported(run);
      assert.equal(artifact?.signatures?.length, 1, logOf(run));
      const [leftOut, ...others] = artifact.leftOut;
      assert.deepEqual(others, []);
      const told = `  Signature not tried: ${leftOut?.digest ?? ''}: ${leftOut?.reason ?? ''}`;
      assert(run.log.includes(told), logOf(run));
    });

    it(`fails for an artifact that is not there (${version})`, async () => {
      const missing = `${world.registry.host}/${repository}@sha256:${'0'.repeat(64)}`;
      assertEnded(await inspect(missing), 'ArtifactNotFound');
    });
  }
});
