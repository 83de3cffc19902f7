import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import {
  type Certificate,
  certificateAuthority,
  issuedCertificate,
  selfSignedCertificate,
} from '../../fixtures/certificates';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions, newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';
import { TestJob } from '../../fixtures/job/testJob';
import { logOf } from '../../fixtures/job/logAssertions';
import { InputFixture, writeSource } from '../../fixtures/inputs/inputFixture';
import { assertEnded, repository, signedImage } from '../../fixtures/trust/trustAssertions';

type Inputs = Readonly<Record<string, string>>;

describe('trust without a policy file', () => {
  let world: World;
  let authority: Certificate;
  let stranger: Certificate;
  /** Signed by a certificate of the authority, whose subject is `CN=employee`. */
  let artifact: string;
  /** Signed by the world's self-signed certificate. */
  let selfSigned: string;

  before(async function () {
    world = await openSuiteWorld(this);
    const folder = world.root;
    authority = certificateAuthority({ folder, commonName: 'authority' });
    stranger = selfSignedCertificate({ folder, commonName: 'stranger' });
    const employee = issuedCertificate(authority, { folder, commonName: 'employee' });
    const keyid = world.vault.add('employee', employee, [authority]);
    ({ reference: artifact } = await signedImage(world, { keyid, selfSigned: 'false' }));
    ({ reference: selfSigned } = await signedImage(world));
  });

  function verify(testJob: TestJob, inputs: Inputs): Promise<StepRun> {
    const usual = { command: 'verify', artifactRefs: artifact };
    return testJob.job.run(world.task, { inputs: { ...usual, ...inputs } });
  }

  for (const notation of notationVersions()) {
    const { version } = notation;
    it(`takes files and folders, PEM and DER (${version})`, async () => {
      const testJob = TestJob.at(world, notation);
      const { job } = testJob;
      writeSource(job, 'keys/authority.cer', new X509Certificate(authority.pem).raw);
      writeSource(job, 'keys/README.md', 'The authority.');
      writeSource(job, 'signer.pem', world.certificate.pem);
      const both = { artifactRefs: `${artifact},${selfSigned}` };
      assertEnded(await verify(testJob, { ...both, trustedCertificates: 'keys, signer.pem' }));
      assertEnded(await verify(testJob, { trustedCertificates: 'keys/authority.cer' }));
      const run = await verify(testJob, { ...both, trustedCertificates: 'keys' });
      assertEnded(run, 'SignerNotTrusted');
      assert.equal(run.outputs['VerifiedArtifacts'], artifact);
    });

    it(`holds the signer to the identities, one a line (${version})`, async () => {
      const testJob = TestJob.at(world, notation);
      const verifyAs = (...lines: readonly string[]): Promise<StepRun> => {
        const trustedIdentities = lines.join('\n');
        const trustedCertificates = authority.certificatePath;
        return verify(testJob, { trustedCertificates, trustedIdentities });
      };
      const other = 'x509.subject: C=US, ST=WA, O=Notary, CN=chief';
      assertEnded(await verifyAs(other, 'x509.subject: C=US, ST=WA, O=Notary, CN=employee'));
      assertEnded(await verifyAs(other), 'IdentityNotTrusted');
    });
  }

  it('shows the policy, which is for the repositories of the step and no other', async () => {
    const testJob = TestJob.at(world, newestNotation());
    const run = await verify(testJob, { trustedCertificates: authority.certificatePath });
    const start = run.log.findIndex((line) => line.startsWith('This trust policy was made from'));
    const end = run.log.findIndex((line, at) => at > start && line === '  }');
    const shown = JSON.parse(run.log.slice(start + 1, end + 1).join('\n')) as unknown;
    const statement = {
      name: 'trusted-certificates',
      registryScopes: [`${world.registry.host}/${repository}`],
      signatureVerification: { level: 'strict' },
      trustStores: ['ca:trusted'],
      trustedIdentities: ['*'],
    };
    assert.deepEqual(shown, { version: '1.0', trustPolicies: [statement] }, logOf(run));
  });

  it('verifies at the level that is asked for', async () => {
    const testJob = TestJob.at(world, newestNotation());
    const trustedCertificates = stranger.certificatePath;
    const run = await verify(testJob, { trustedCertificates, verificationLevel: 'audit' });
    assert.equal(run.result, 'SucceededWithIssues', logOf(run));
    assertEnded(await verify(testJob, { trustedCertificates }), 'SignerNotTrusted');
  });

  it('is saved, and serves as policy and store afterwards', async () => {
    const testJob = TestJob.at(world, newestNotation());
    const certificates = `${authority.certificatePath},${world.certificate.certificatePath}`;
    const saving = { trustedCertificates: certificates, saveTrustTo: '.pipeline' };
    assertEnded(await verify(testJob, saving));
    const folder = path.join(testJob.job.sources, '.pipeline');
    const stored = readdirSync(path.join(folder, 'truststore/x509/ca/trusted'));
    assert.deepEqual(stored.sort(), ['authority.crt', 'signer.crt']);
    const saved = {
      trustPolicy: '.pipeline/trustpolicy/trustpolicy.json',
      trustStore: '.pipeline/truststore',
    };
    assertEnded(await verify(testJob, { ...saved, artifactRefs: `${artifact},${selfSigned}` }));
    // Exactly for the repositories of the step that saved it:
    const elsewhere = artifact.replace(repository, 'team/other');
    assertEnded(await verify(testJob, { ...saved, artifactRefs: elsewhere }), 'ScopeNotCovered');
    const before = readFileSync(path.join(folder, 'trustpolicy/trustpolicy.json'), 'utf8');
    assertEnded(await verify(testJob, saving), 'SaveTargetExists');
    const after = readFileSync(path.join(folder, 'trustpolicy/trustpolicy.json'), 'utf8');
    assert.equal(after, before);
  });

  it('is not saved into a store that is there already', async () => {
    const testJob = TestJob.at(world, newestNotation());
    writeSource(testJob.job, '.pipeline/truststore/x509/ca/trusted/other.pem', stranger.pem);
    const trustedCertificates = authority.certificatePath;
    const run = await verify(testJob, { trustedCertificates, saveTrustTo: '.pipeline' });
    assertEnded(run, 'SaveTargetExists');
    assert(!existsSync(path.join(testJob.job.sources, '.pipeline/trustpolicy')));
  });

  describe('is refused, before anything is asked,', () => {
    const certificates = { trustedCertificates: 'signer.pem' };
    const table: [
      title: string,
      code: Parameters<InputFixture['assertRefused']>[1],
      inputs: Inputs,
    ][] = [
      [
        'with a policy file too',
        'ConflictingTrustInputs',
        { ...certificates, trustPolicy: 'signer.pem' },
      ],
      ['with a trust store too', 'ConflictingTrustInputs', { ...certificates, trustStore: '.' }],
      ['with a file that is not there', 'FileMissing', { trustedCertificates: 'gone.pem' }],
      ['with a file of no certificate', 'CertificateUnreadable', { trustedCertificates: 'a.txt' }],
      ['with an empty folder', 'TrustStoreEmpty', { trustedCertificates: 'empty' }],
      ['where only saveTrustTo is set', 'SaveTargetWithoutCertificates', { saveTrustTo: 'a' }],
      [
        'where identities stand beside a policy file',
        'IdentitiesWithoutCertificates',
        { trustPolicy: 'a.txt', trustStore: '.', trustedIdentities: 'x509.subject: C=US' },
      ],
    ];
    for (const [title, code, inputs] of table) {
      it(title, async () => {
        const fixture = new InputFixture(world);
        const testJob = fixture.watched();
        writeSource(testJob.job, 'signer.pem', world.certificate.pem);
        writeSource(testJob.job, 'a.txt', 'no certificate');
        writeSource(testJob.job, 'empty/README.md', '');
        await fixture.assertRefused(() => verify(testJob, inputs), code);
      });
    }
  });
});
