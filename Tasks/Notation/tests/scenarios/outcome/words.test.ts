import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import type { FaultHook } from '../../doubles/registry/faults';
import { pushImage } from '../../doubles/registry/image';
import { startRegistry } from '../../doubles/registry/registry';
import { FakeNotation } from '../../doubles/fakeNotation';
import { selfSignedCertificate } from '../../fixtures/certificates';
import { type SignedImage, repository, signedImage } from '../../fixtures/job/failureFixture';
import { TestJob } from '../../fixtures/job/testJob';
import { codesOf, logOf, wordsOf } from '../../fixtures/job/logAssertions';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { newestNotation, notationVersions } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';

describe('words that were taken for others', () => {
  let world: World;
  let signed: SignedImage;

  before(async function () {
    world = await openSuiteWorld(this);
    signed = await signedImage(world, 'words', {});
  });

  afterEach(() => {
    world.registry.faults = undefined;
  });

  function assertFailed(run: StepRun, code: string, words: RegExp): void {
    assert.deepEqual([run.result, codesOf(run)], ['Failed', [code]], logOf(run));
    assert.match(wordsOf(run), words);
  }

  /** Does it wrong for the first requests of that kind, as often as told. */
  function first(count: number, isMeant: (reference?: string) => boolean): FaultHook {
    let left = count;
    return ({ method, kind, reference }) => {
      const isBody = method === 'GET' && (kind === 'manifest' || kind === 'blob');
      if (!isBody || !isMeant(reference) || left === 0) return undefined;
      left -= 1;
      return { truncate: 50 };
    };
  }

  /** A plugin that answers get-plugin-metadata, and fails at all else with these words. */
  function failingPlugin(name: string, words: string, dies = false): Record<string, string> {
    const pluginPath = path.join(world.root, `notation-${name}-${Buffer.from(words).length}`);
    const metadata = JSON.stringify({
      ...{ name, description: 'd', version: '1.0.0', url: 'https://plugin.example' },
      ...{ supportedContractVersions: ['1.0'], capabilities: ['SIGNATURE_GENERATOR.RAW'] },
    });
    const error = JSON.stringify({ errorCode: 'ERROR', errorMessage: words });
    const script = [
      '#!/bin/sh',
      dies ? '' : `[ "$1" = get-plugin-metadata ] && echo '${metadata}' && exit 0`,
      `cat >&2 <<'END'\n${dies ? words : error}\nEND`,
      'exit 1\n',
    ];
    writeFileSync(pluginPath, script.join('\n'), { mode: 0o755 });
    return { plugin: 'custom', pluginName: name, pluginPath, keyid: 'k', selfSigned: '' };
  }

  for (const notation of notationVersions()) {
    const { version } = notation;
    const rows: [title: string, words: string, isRetried: boolean][] = [
      ['a service that is down', 'dial tcp 127.0.0.1:9: connect: connection refused', true],
      ['an unknown authority', 'tls: failed to verify certificate: x509: unknown authority', false],
      ['a secret that is disabled', 'secret is disabled. Status: 403 (Forbidden)', false],
    ];
    for (const [title, words, isRetried] of rows) {
      it(`F5 ${title} is told as the plugin's (${version})`, async () => {
        const image = await pushImage(world.registry, repository, 'plugin');
        const plugin = failingPlugin('hc-vault', words);
        const run = await TestJob.at(world, notation).sign(image.reference, plugin);
        assertFailed(run, 'PluginFailed', new RegExp(words.replace(/[.()]/g, '\\$&')));
        assert.doesNotMatch(run.issues[0]?.message ?? '', /selfSigned/);
        assert.equal(run.log.join('\n').includes('Trying again (3 of 3)'), isRetried, logOf(run));
      });
    }

    it(`F5 a plugin that dies at its start is heard (${version})`, async () => {
      const image = await pushImage(world.registry, repository, 'plugin');
      const words = "Process terminated.\nCouldn't find a valid ICU package on the system.";
      const plugin = failingPlugin('com.example.dead', words, true);
      const run = await TestJob.at(world, notation).sign(image.reference, plugin);
      assertFailed(run, 'PluginFailed', /find a valid ICU package on the system/);
    });

    it(`F6 an empty docker configuration is told as a local file, once (${version})`, async () => {
      const testJob = TestJob.at(world, notation);
      const folder = path.join(testJob.job.root, 'docker-empty');
      mkdirSync(folder);
      writeFileSync(path.join(folder, 'config.json'), '');
      const inputs = { command: 'verify', artifactRefs: signed.reference };
      const trust = world.trust(testJob.job);
      const env = { DOCKER_CONFIG: folder };
      const run = await testJob.job.run(world.task, { inputs: { ...inputs, ...trust }, env });
      assertFailed(run, 'DockerConfigUnreadable', /docker-empty\/config\.json/);
      assert.doesNotMatch(run.log.join('\n'), /Trying again/);
    });

    it(`F9 a credential helper that is missing is told as that (${version})`, async () => {
      const testJob = TestJob.at(world, notation);
      const folder = path.join(testJob.job.root, 'docker-helper');
      mkdirSync(folder);
      writeFileSync(path.join(folder, 'config.json'), '{"credsStore":"nowhere"}');
      world.registry.faults = ({ kind }) =>
        kind === 'manifest'
          ? { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="R"' } }
          : undefined;
      const inputs = { command: 'verify', artifactRefs: signed.reference };
      const trust = world.trust(testJob.job);
      const env = { DOCKER_CONFIG: folder };
      const run = await testJob.job.run(world.task, { inputs: { ...inputs, ...trust }, env });
      assertFailed(run, 'CredentialHelperFailed', /docker-credential-nowhere/);
    });
  }

  it('F6 a manifest or a blob that breaks off once is asked for again', async () => {
    for (const kind of ['manifests', 'blobs']) {
      const isMeant = (reference?: string) =>
        (reference === signed.signature) === (kind === 'manifests');
      world.registry.faults = first(1, isMeant);
      world.registry.requests.length = 0;
      const run = await TestJob.at(world, newestNotation()).verify(signed.reference);
      assert.deepEqual([run.result, run.issues], ['Succeeded', []], logOf(run));
      const asked = world.registry.requests.filter(
        ({ method, path: url }) => method === 'GET' && url.includes(`/${kind}/`),
      );
      assert.equal(asked.length, 2);
    }
  });

  it('F6 one that always breaks off is told as the registry’s, with no hint at an attack', async () => {
    world.registry.faults = first(Infinity, () => true);
    const run = await TestJob.at(world, newestNotation()).verify(signed.reference);
    assertFailed(run, 'RegistryUnavailable', /the connection ended before the answer was complete/);
  });

  it('F6 an expired TLS certificate is the registry’s, not the signer’s', async function () {
    const folder = world.root;
    const brief = selfSignedCertificate({ folder, commonName: 'tls-brief', days: 1 / 86_400 });
    const tls = { key: readFileSync(brief.keyPath, 'utf8'), cert: brief.pem };
    const registry = endedWith(this, await startRegistry({ tls }));
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const host = registry.host.replace('localhost', '127.0.0.1');
    const reference = signed.reference.replace(/^[^/]+/, host);
    const run = await TestJob.at(world, newestNotation()).verify(reference);
    assertFailed(
      run,
      'RegistryCertificateRefused',
      /the TLS certificate is not trusted \(CERT_HAS_EXPIRED\)/,
    );
  });

  it('F10 plain HTTP at a port that expects TLS has a remedy', async () => {
    const raw = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';
    world.registry.faults = ({ kind }) => (kind === 'manifest' ? { raw } : undefined);
    const run = await TestJob.at(world, newestNotation()).verify(signed.reference);
    assertFailed(run, 'RegistryRequiresTls', /answered with status 400/);
  });

  describe('S10 a log that is written in another way', () => {
    const logs: [title: string, line: string][] = [
      ['of notation after 2.0.0-alpha.1', 'time=2026-11-27 00:34:46.25Z level=info msg=Signature'],
      ['that nobody knows', '{"level":"info"} Signature'],
    ];
    const good = "console.log('Successfully verified signature for ' + args[args.length - 1]);";
    for (const [title, line] of logs) {
      it(`S10 ${title} is not needed for a good answer, and makes none`, async () => {
        const noise = `console.error(${JSON.stringify(line)});`;
        for (const [says, result, codes] of [
          [good, 'Succeeded', []],
          ['', 'Failed', ['UnexpectedOutput']],
          ['process.exitCode = 1;', 'Failed', ['VerifyFailed']],
        ] as const) {
          const notation = new FakeNotation(world.root);
          notation.act(`${noise} ${says}`);
          const run = await new TestJob(world, notation.folder).verify(signed.reference);
          assert.deepEqual([run.result, codesOf(run)], [result, codes], logOf(run));
        }
      });
    }
  });
});
