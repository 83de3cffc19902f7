import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import { cloudPlugin } from '../../doubles/azure/plugin/script';
import { checksum, releaseArchive } from '../../doubles/releases';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { type World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import { InputFixture, assertSucceeded } from '../../fixtures/inputs/inputFixture';

const pluginName = 'com.example.envelope';
const env = { EXAMPLE_TOKEN: 'token of the example' };

describe('another plugin', () => {
  let world: World;
  let fixture: InputFixture;
  let source: Record<string, string>;
  let program: Buffer;

  before(async function () {
    world = await openSuiteWorld(this, { pluginVersions: [] });
    fixture = new InputFixture(world);
    const folder = path.join(world.root, 'envelope');
    mkdirSync(folder);
    program = cloudPlugin('envelope', '1.0.0', folder);
    const archive = await releaseArchive('tar.gz', `notation-${pluginName}`, program);
    const pluginUrl = world.releases.add('example/envelope', '1.0.0', 'envelope.tar.gz', archive);
    source = { pluginUrl, pluginChecksum: checksum(archive) };
  });

  function signing(artifactRefs: string): Record<string, string> {
    const { certificatePath, keyPath } = world.certificate;
    const lines = [`certificate=${certificatePath}`, `key=${keyPath}`, 'account=release'];
    return {
      ...{ command: 'sign', plugin: 'custom', signatureFormat: 'jws', keyid: 'the-key' },
      ...{ pluginName, pluginConfig: lines.join('\n'), artifactRefs, ...source },
    };
  }

  function verifying({ job }: TestJob, artifactRefs: string): Record<string, string> {
    return { command: 'verify', artifactRefs, ...world.trust(job) };
  }

  async function image(): Promise<string> {
    return (await pushImage(world.registry, 'app', 'v1')).reference;
  }

  async function signed(testJob: TestJob): Promise<string> {
    const reference = await image();
    const run = await testJob.job.run(world.task, { inputs: signing(reference), env });
    assertSucceeded(run);
    assert(!run.log.join('\n').includes(env.EXAMPLE_TOKEN), 'the secret stands in the log');
    return reference;
  }

  it('A1 signs, and verifies what needs it again', async () => {
    const testJob = fixture.real();
    const reference = await signed(testJob);
    const plugin = { pluginName, pluginConfig: 'account=release', ...source };
    const inputs = { ...verifying(testJob, reference), ...plugin };
    assertSucceeded(await testJob.job.run(world.task, { inputs }));
  });

  it('A1 is missed where it is needed to verify', async () => {
    const testJob = fixture.real();
    const reference = await signed(testJob);
    const inputs = verifying(testJob, reference);
    const run = await testJob.job.run(world.task, { inputs });
    assert.deepEqual(codesOf(run), ['VerificationPluginMissing'], logOf(run));
    assert(run.issues[0]?.message.includes(pluginName), logOf(run));
  });

  it('A1 is told of where it fails to verify', async () => {
    const testJob = fixture.real();
    const reference = await signed(testJob);
    const plugin = { pluginName, pluginConfig: 'account=unreachable', ...source };
    const inputs = { ...verifying(testJob, reference), ...plugin };
    const run = await testJob.job.run(world.task, { inputs });
    assert.deepEqual(codesOf(run), ['VerificationPluginFailed'], logOf(run));
    assert.match(run.issues[0]?.message ?? '', /the service cannot be reached/);
  });

  it('A1 is believed where it refuses a signature', async () => {
    const testJob = fixture.real();
    const reference = await signed(testJob);
    const plugin = { pluginName, pluginConfig: 'account=another', ...source };
    const inputs = { ...verifying(testJob, reference), ...plugin };
    const run = await testJob.job.run(world.task, { inputs });
    assert.deepEqual(codesOf(run), ['IdentityNotTrusted'], logOf(run));
    assert.match(logOf(run), /the account is not release/);
  });

  it('A1 gets its secret by the env of the step alone', async () => {
    const run = await fixture.real().job.run(world.task, { inputs: signing(await image()) });
    assert.deepEqual(codesOf(run), ['PluginFailed'], logOf(run));
    assert.match(run.issues[0]?.message ?? '', /EXAMPLE_TOKEN is missing or wrong/);
  });

  it('A1 is used from a path, with a notice', async () => {
    const testJob = fixture.real();
    const pluginPath = path.join(testJob.job.root, 'the plugin');
    writeFileSync(pluginPath, program, { mode: 0o755 });
    const inputs = { ...signing(await image()), pluginUrl: '', pluginChecksum: '', pluginPath };
    const run = await testJob.job.run(world.task, { inputs, env });
    assertSucceeded(run);
    const notice = run.log.find((line) => line.includes(pluginPath));
    assert(notice?.includes(pluginName), logOf(run));
  });

  it('A1 is not run where its checksum does not match', async () => {
    const inputs = { ...signing(await image()), pluginChecksum: '0'.repeat(64) };
    const run = await fixture.real().job.run(world.task, { inputs, env });
    assert.deepEqual(codesOf(run), ['ChecksumMismatch'], logOf(run));
  });

  for (const notation of notationVersions()) {
    const { version } = notation;

    it(`A1 is not taken for one of another name (${version})`, async () => {
      const reference = await image();
      const pluginPath = path.join(world.root, `renamed-${version}`);
      writeFileSync(pluginPath, program, { mode: 0o755 });
      const given = { pluginUrl: '', pluginChecksum: '', pluginPath };
      const inputs = { ...signing(reference), ...given, pluginName: 'com.example.other' };
      const run = await TestJob.at(world, notation).job.run(world.task, { inputs, env });
      assert.deepEqual(codesOf(run), ['PluginFailed'], logOf(run));
      assert.match(run.issues[0]?.message ?? '', /com\.example\.envelope.*com\.example\.other/);
    });

    it(`A1 of another platform is told as the reason (${version})`, async () => {
      const reference = await image();
      const pluginPath = path.join(world.root, `foreign-${version}`);
      writeFileSync(pluginPath, Buffer.concat([Buffer.from('MZ'), Buffer.alloc(300)]));
      const given = { pluginUrl: '', pluginChecksum: '', pluginPath };
      const inputs = { ...signing(reference), ...given };
      const run = await TestJob.at(world, notation).job.run(world.task, { inputs, env });
      assert.deepEqual(codesOf(run), ['PluginFailed'], logOf(run));
      assert.match(logOf(run), /exec format error/);
    });
  }

  it('A1 of AWS Signer sets the expiry itself: said before anything is downloaded', async () => {
    const name = 'com.amazonaws.signer.notation.plugin';
    const inputs = { ...signing(await image()), pluginName: name, expiry: '30d' };
    const run = (): Promise<StepRun> => fixture.watched().job.run(world.task, { inputs });
    await fixture.assertRefused(run, 'ExpiryUnsupported', name);
  });

  it('A1 of AWS Signer gets no timestamp: said before anything is downloaded', async () => {
    const name = 'com.amazonaws.signer.notation.plugin';
    const reference = await image();
    const testJob = fixture.watched();
    const timestampRootCert = world.certificate.certificatePath;
    const timestamp = { timestampURL: 'http://127.0.0.1:1', timestampRootCert };
    const inputs = { ...signing(reference), pluginName: name, ...timestamp };
    const run = (): Promise<StepRun> => testJob.job.run(world.task, { inputs });
    await fixture.assertRefused(run, 'TimestampUnsupported', name);
  });

  it('A1 of AWS Signer makes no COSE signatures: said before anything is downloaded', async () => {
    const name = 'com.amazonaws.signer.notation.plugin';
    const reference = await image();
    await fixture.assertRefused(
      () => {
        const inputs = { ...signing(reference), pluginName: name, signatureFormat: 'cose' };
        return fixture.watched().job.run(world.task, { inputs });
      },
      'FormatUnsupported',
      name,
      'jws',
    );
  });
});
