import assert from 'node:assert/strict';
import { pushImage } from '../../doubles/registry/image';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { writeSource } from '../../fixtures/inputs/inputFixture';
import { openSuiteWorld } from '../../fixtures/suite';
import { assertEnded } from '../../fixtures/trust/trustAssertions';
import { newestNotation, notationVersions } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';

const repositories = ['app', 'team/app', 'team/deep/app', 'teams/app'] as const;

describe('patterns in the scopes of a policy', () => {
  let world: World;
  let other: Certificate;
  const images = new Map<string, string>();

  before(async function () {
    world = await openSuiteWorld(this);
    other = selfSignedCertificate({ folder: world.root, commonName: 'other' });
    const testJob = TestJob.at(world, newestNotation());
    for (const repository of repositories) {
      const { reference } = await pushImage(world.registry, repository, 'v1');
      assertEnded(await testJob.sign(reference));
      images.set(repository, reference);
    }
  });

  const image = (repository: (typeof repositories)[number]): string => images.get(repository) ?? '';
  const scope = (path: string): string => `${world.registry.host}/${path}`;

  /** Verifies under statements that trust the signer or somebody else, each for some scopes. */
  function verify(
    notation: ReturnType<typeof newestNotation>,
    artifactRefs: string,
    statements: readonly (readonly ['signers' | 'others', ...string[]])[],
  ) {
    const { job } = TestJob.at(world, notation);
    const trustPolicies = statements.map(([store, ...registryScopes], at) => ({
      ...{ name: `s${at}`, registryScopes, signatureVerification: { level: 'strict' } },
      ...{ trustStores: [`ca:${store}`], trustedIdentities: ['*'] },
    }));
    const text = JSON.stringify({ version: '1.0', trustPolicies }, undefined, 2);
    writeSource(job, 'policy.json', text);
    writeSource(job, 'store/x509/ca/signers/a.pem', world.certificate.pem);
    writeSource(job, 'store/x509/ca/others/a.pem', other.pem);
    const trust = { trustPolicy: 'policy.json', trustStore: 'store' };
    return job.run(world.task, { inputs: { command: 'verify', artifactRefs, ...trust } });
  }

  for (const notation of notationVersions()) {
    const { version } = notation;

    it(`D6 let the most specific scope decide (${version})`, async () => {
      const run = await verify(notation, repositories.map(image).join(','), [
        ['others', scope('*')],
        ['signers', scope('team/*')],
        ['others', scope('elsewhere/*')],
        ['signers', scope('app'), scope('teams/*')],
      ]);
      assertEnded(run);
      const deeper = await verify(notation, image('team/deep/app'), [
        ['signers', scope('team/*')],
        ['others', scope('team/deep/*')],
      ]);
      assertEnded(deeper, 'SignerNotTrusted');
      const exact = await verify(notation, image('team/app'), [
        ['others', scope('team/app')],
        ['signers', scope('team/*')],
      ]);
      assertEnded(exact, 'SignerNotTrusted');
    });

    it(`D6 end where another name begins (${version})`, async () => {
      const run = await verify(notation, image('teams/app'), [
        ['signers', scope('team/*')],
        ['others', '*'],
      ]);
      assertEnded(run, 'SignerNotTrusted');
    });
  }

  it('D6 cover nothing beside the repositories below them', async () => {
    const run = await verify(newestNotation(), image('teams/app'), [['signers', scope('team/*')]]);
    assertEnded(run, 'ScopeNotCovered');
  });

  it('D6 are refused in a registry and within a name, with the line', async () => {
    const bad = ['*/team/app', `${world.registry.host}*/app`, scope('te*'), scope('*/app')];
    for (const each of bad) {
      const run = await verify(newestNotation(), image('team/app'), [['signers', each]]);
      assertEnded(run, 'ScopePattern');
      const message = run.issues[0]?.message ?? '';
      assert(message.includes('policy.json:7: ') && message.includes(`'${each}'`), logOf(run));
    }
  });
});
