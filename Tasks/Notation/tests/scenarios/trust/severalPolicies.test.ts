import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { root } from '../../../../../scripts/paths';
import { pushImage } from '../../doubles/registry/image';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { writeSource } from '../../fixtures/inputs/inputFixture';
import { openSuiteWorld } from '../../fixtures/suite';
import { assertEnded, readSummary } from '../../fixtures/trust/trustAssertions';
import { newestNotation, notationVersions } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';

const trustStore = 'store';
const schema = path.join(root, 'docs/report.schema.json');

interface Row {
  readonly policy: string;
  readonly status: string;
  readonly policyStatement: string | null;
  readonly signer: string | null;
  readonly error: { code: string } | null;
}

describe('several trust policies', () => {
  let world: World;
  let security: Certificate;
  let securityKey: string;
  let repositories = 0;

  before(async function () {
    world = await openSuiteWorld(this);
    security = selfSignedCertificate({ folder: world.root, commonName: 'security' });
    securityKey = world.vault.add('security', security);
  });

  /** A job with policies `build.json`, `security.json` and `exempt.json`. */
  function stationOf(notation = newestNotation()): TestJob {
    const testJob = TestJob.at(world, notation);
    const policies = { build: 'strict', security: 'strict', exempt: 'skip' };
    for (const [name, level] of Object.entries(policies)) {
      const trust = { trustStores: [`ca:${name}`], trustedIdentities: ['*'] };
      const statement = {
        ...{ name: `${name}-images`, registryScopes: ['*'], signatureVerification: { level } },
        ...(level === 'skip' ? {} : trust),
      };
      const text = JSON.stringify({ version: '1.0', trustPolicies: [statement] });
      writeSource(testJob.job, `${name}.json`, text);
    }
    const stores = { build: world.certificate, security };
    for (const [name, { pem }] of Object.entries(stores)) {
      writeSource(testJob.job, `${trustStore}/x509/ca/${name}/a.pem`, pem);
    }
    return testJob;
  }

  /** An image with signatures of these keys. */
  async function image(...keys: string[]) {
    repositories += 1;
    const pushed = await pushImage(world.registry, `app${repositories}`, 'v1');
    for (const keyid of keys) {
      assertEnded(await TestJob.at(world, newestNotation()).sign(pushed.reference, { keyid }));
    }
    return pushed.reference;
  }

  function verify(testJob: TestJob, artifactRefs: string, trustPolicy: string) {
    const inputs = { command: 'verify', artifactRefs, trustPolicy, trustStore };
    return testJob.job.run(world.task, { inputs });
  }

  function artifactOf(file: string | undefined) {
    const report: unknown = JSON.parse(readFileSync(file ?? '', 'utf8'));
    const ajv = new Ajv({ strict: false });
    assert(
      ajv.validate(JSON.parse(readFileSync(schema, 'utf8')) as object, report),
      ajv.errorsText(),
    );
    const [artifact] = (report as { artifacts: (Row & { policies?: Row[] })[] }).artifacts;
    assert(artifact !== undefined);
    return artifact;
  }

  for (const notation of notationVersions()) {
    const { version } = notation;

    it(`D8 are passed by an artifact that passes each (${version})`, async () => {
      const reference = await image(securityKey, world.keyId);
      const run = await verify(stationOf(notation), reference, 'build.json, security.json');
      assertEnded(run);
      const { policies = [], ...artifact } = artifactOf(run.outputs['ReportPath']);
      assert.equal(artifact.status, 'verified');
      const told = policies.map(({ policy, status, policyStatement, signer }) => [
        path.basename(policy),
        status,
        policyStatement,
        /CN=(\w+)/.exec(signer ?? '')?.[1],
      ]);
      assert.deepEqual(told, [
        ['build.json', 'verified', 'build-images', 'signer'],
        ['security.json', 'verified', 'security-images', 'security'],
      ]);
      for (const name of ['build.json', 'security.json']) assert(readSummary(run).includes(name));
    });

    it(`D8 refuse an artifact that one of them refuses, and say which (${version})`, async () => {
      for (const [key, refusing] of [
        [securityKey, 'build.json'],
        [world.keyId, 'security.json'],
      ] as const) {
        const reference = await image(key);
        for (const list of ['build.json,security.json', 'security.json,\nbuild.json']) {
          const run = await verify(stationOf(notation), reference, list);
          assertEnded(run, 'SignerNotTrusted');
          const named = /\[\S*\/(\w+\.json)\]/.exec(run.issues[0]?.message ?? '')?.[1];
          assert.equal(named, refusing, logOf(run));
          const { policies = [] } = artifactOf(run.outputs['ReportPath']);
          const failed = policies.filter(({ error }) => error?.code === 'SignerNotTrusted');
          assert.deepEqual(
            failed.map(({ policy }) => path.basename(policy)),
            [refusing],
          );
          assert.equal(policies.length, 2);
        }
      }
    });
  }

  it('D8 count as skipped where one of them skips', async () => {
    const reference = await image(world.keyId);
    const run = await verify(stationOf(), reference, 'build.json,exempt.json');
    assert.equal(run.result, 'SucceededWithIssues', logOf(run));
    assert.equal(run.outputs['VerifiedCount'], '0');
    assert.equal(run.outputs['SkippedArtifacts'], reference);
  });

  it('D8 judge one content, whatever a tag means meanwhile', async () => {
    const reference = await image(world.keyId, securityKey);
    const name = `${reference.replace(/@.*/, '')}:v1`;
    const before = world.registry.requests.length;
    const run = await verify(stationOf(), name, 'build.json,security.json');
    assertEnded(run);
    const asked = world.registry.requests.slice(before).map((one) => one.path);
    const byTag = asked.filter((asking) => asking.endsWith('/manifests/v1'));
    assert.equal(byTag.length, 1, asked.join('\n'));
  });

  it('D8 are refused with an empty place in their list, for it would demand one fewer', async () => {
    const reference = await image(world.keyId);
    for (const list of ['build.json,', ',build.json', 'build.json, ,security.json']) {
      assertEnded(await verify(stationOf(), reference, list), 'TrustPolicyBlank');
    }
  });

  it('D8 tell what is wrong with each of them at once', async () => {
    const testJob = stationOf();
    writeSource(testJob.job, 'broken.json', '{');
    writeSource(testJob.job, 'worse.json', '[');
    const run = await verify(testJob, await image(), 'broken.json,build.json,worse.json');
    assertEnded(run, 'TrustPolicyMalformed', 'TrustPolicyMalformed');
  });

  it('D8 leave an artifact unsigned only where it passes each of them', async () => {
    const signed = async (reference: string): Promise<string | undefined> => {
      const inputs = { skipSigned: 'true', trustPolicy: 'build.json,security.json', trustStore };
      const run = await stationOf().sign(reference, inputs);
      assertEnded(run);
      return artifactOf(run.outputs['ReportPath']).status;
    };
    assert.equal(await signed(await image(securityKey)), 'signed');
    assert.equal(await signed(await image(world.keyId)), 'signed');
    assert.equal(await signed(await image(securityKey, world.keyId)), 'alreadySigned');
  });
});
