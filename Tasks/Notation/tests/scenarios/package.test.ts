import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Job } from '../../../../emulator/job';
import type { StepRun } from '../../../../emulator/run';
import { pushImage } from '../doubles/registry/image';
import { openSuiteWorld } from '../fixtures/suite';
import { node10, nodeRuntimes, requireTool, newestNotation } from '../fixtures/tools';
import { type World, signInputs } from '../fixtures/world';

type Inputs = Record<string, string>;

const digest = `sha256:${'0'.repeat(64)}`;
const checksum = '0'.repeat(64);

describe('the package', () => {
  let world: World;

  before(async function () {
    world = await openSuiteWorld(this, { pluginVersions: ['1.1.0', '1.2.1'] });
  });

  function codes({ issues }: StepRun): (string | undefined)[] {
    return issues.map(({ code }) => code);
  }

  function assertSucceeded(step: StepRun): void {
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], step.log.join('\n'));
  }

  for (const major of [16, 20, 24]) {
    it(`installs, signs and verifies on Node ${major}`, async function () {
      requireTool(this, 'node');
      const runtime = nodeRuntimes().find((each) => each.major === major)?.path ?? '';
      const job = world.job({ runtime });
      const { reference } = await pushImage(world.registry, 'app', 'v1');
      const run = (inputs: Inputs): Promise<StepRun> => job.run(world.task, { inputs });
      const version = newestNotation().version;
      assertSucceeded(await run({ command: 'install', version }));
      assertSucceeded(await run({ ...signInputs(world), artifactRefs: reference }));
      const trust = world.trust(job);
      assertSucceeded(await run({ command: 'verify', artifactRefs: reference, ...trust }));
    });
  }

  it('says on Node 10 that this is too old, and fails', async function () {
    requireTool(this, 'node10');
    const step = await world.job({ runtime: node10() }).run(world.task);
    assert.deepEqual([step.result, codes(step)], ['Failed', ['NodeTooOld']]);
    assert.match(step.issues[0]?.message ?? '', /Node\.js 16 or newer.* Node\.js 10\./);
    assert.equal(step.raw.stderr, '');
  });

  describe('refuses before anything is downloaded or asked of the registry', () => {
    let job: Job;

    before(async () => {
      job = world.job();
      writeSources(job);
      const version = newestNotation().version;
      assertSucceeded(await job.run(world.task, { inputs: { command: 'install', version } }));
    });

    function writeSources({ sources }: Job): void {
      mkdirSync(path.join(sources, 'empty'));
      mkdirSync(path.join(sources, 'hollow/x509/ca/signers'), { recursive: true });
      writeFileSync(path.join(sources, 'bundle.pem'), world.certificate.pem);
      writeFileSync(path.join(sources, 'policy.txt'), 'Trust us.');
    }

    /** The inputs of each command that would do, apart from what a case replaces. */
    function valid(command: string): Inputs {
      const artifactRefs = `${world.registry.host}/app@${digest}`;
      if (command === 'sign') return { ...signInputs(world), artifactRefs };
      if (command === 'verify') return { command, artifactRefs, ...world.trust(job) };
      return { command };
    }

    const custom = { isCustomVersion: 'true', url: 'https://example.com/n.tar.gz', checksum };
    const versionless = 'https://test.vault.azure.net/keys/signer';
    const cases: [command: string, what: string, inputs: Inputs, code: string][] = [
      ['remove', 'as an unknown command', {}, 'InputNotAnOption'],
      ['install', 'a version that it does not pin', { version: '0.9.9' }, 'VersionUnknown'],
      ['install', 'a macro left in it', { version: '$(noVersion)' }, 'MacroNotExpanded'],
      ['install', 'no true or false', { isCustomVersion: 'perhaps' }, 'InputNotBoolean'],
      ['install', 'no URL', { ...custom, url: '' }, 'InputMissing'],
      ['install', 'no checksum', { ...custom, checksum: '' }, 'InputMissing'],
      ['install', 'half a checksum', { ...custom, checksum: 'abc' }, 'ChecksumMalformed'],
      ['install', 'a URL of a file', { ...custom, url: 'file:///n.tar.gz' }, 'UrlMalformed'],
      ['sign', 'no artifact', { artifactRefs: '' }, 'ArtifactsMissing'],
      ['sign', 'no reference', { artifactRefs: 'App Store' }, 'ReferenceMalformed'],
      ['sign', 'no tag', { artifactRefs: 'r.example/app' }, 'TagAndDigestMissing'],
      ['sign', 'an empty digest', { artifactRefs: 'r.example/app@sha256:' }, 'DigestMissing'],
      ['sign', 'a short digest', { artifactRefs: 'r.example/app@sha256:0' }, 'DigestMalformed'],
      ['sign', 'an unknown plugin', { plugin: 'sealingWax' }, 'InputNotAnOption'],
      ['sign', 'an unknown plugin version', { akvPluginVersion: '9.9.9' }, 'VersionUnknown'],
      ['sign', 'an unknown format', { signatureFormat: 'pgp' }, 'InputNotAnOption'],
      ['sign', 'no key ID', { keyid: '' }, 'InputMissing'],
      ['sign', 'a key ID of no key', { keyid: 'https://v.example/x/y' }, 'KeyIdMalformed'],
      [
        'sign',
        'a key ID without version for an old plugin',
        { keyid: versionless, akvPluginVersion: '1.1.0' },
        'KeyIdWithoutVersion',
      ],
      ['sign', 'selfSigned and a bundle', { caCertBundle: 'bundle.pem' }, 'SelfSignedWithBundle'],
      ['sign', 'no such bundle', { caCertBundle: 'none.pem', selfSigned: '' }, 'FileMissing'],
      ['sign', 'half a timestamp', { timestampURL: 'http://t.example' }, 'TimestampIncomplete'],
      ['verify', 'no artifact', { artifactRefs: '' }, 'ArtifactsMissing'],
      ['verify', 'an empty digest', { artifactRefs: 'r.example/app@' }, 'DigestMissing'],
      ['verify', 'no policy', { trustPolicy: '' }, 'InputMissing'],
      ['verify', 'no such policy', { trustPolicy: 'none.json' }, 'FileMissing'],
      ['verify', 'a policy that is none', { trustPolicy: 'policy.txt' }, 'TrustPolicyMalformed'],
      ['verify', 'no store', { trustStore: '' }, 'InputMissing'],
      ['verify', 'no such store', { trustStore: 'none' }, 'FileMissing'],
      ['verify', 'a store without layout', { trustStore: 'empty' }, 'TrustStoreLayout'],
      ['verify', 'a store of nothing', { trustStore: 'hollow' }, 'TrustStoreEmpty'],
      ['verify', 'no true or false', { failOnWarning: '2' }, 'InputNotBoolean'],
    ];
    for (const [command, what, inputs, code] of cases) {
      it(`${command}: ${what} (${code})`, async () => {
        const { releases, registry } = world;
        const before = [releases.requests.length, registry.requests.length];
        const step = await job.run(world.task, { inputs: { ...valid(command), ...inputs } });
        assert.deepEqual([step.result, codes(step)], ['Failed', [code]], step.log.join('\n'));
        assert.equal(step.outputs['Status'], 'Failed');
        assert.deepEqual([releases.requests.length, registry.requests.length], before);
      });
    }
  });
});
