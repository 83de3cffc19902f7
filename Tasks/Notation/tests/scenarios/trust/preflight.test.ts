import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import semver from 'semver';
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
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import { InputFixture, writeSource } from '../../fixtures/inputs/inputFixture';
import { assertEnded, repository, signedImage } from '../../fixtures/trust/trustAssertions';

interface Statement {
  readonly name: string;
  readonly registryScopes: readonly string[];
  readonly trustStores: readonly string[];
}

const policyFile = '.pipeline/policy.json';
const store = (entry: string): string => `.pipeline/store/x509/${entry}`;

describe('the look over a trust', () => {
  let world: World;
  let artifact: string;
  let scope: string;
  /** Issued by an authority, so it is neither one itself nor self-signed. */
  let leaf: Certificate;
  let expired: Certificate;

  before(async function () {
    world = await openSuiteWorld(this);
    ({ reference: artifact } = await signedImage(world));
    scope = `${world.registry.host}/${repository}`;
    const folder = world.root;
    const authority = certificateAuthority({ folder, commonName: 'authority' });
    leaf = issuedCertificate(authority, { folder, commonName: 'leaf' });
    expired = selfSignedCertificate({ folder, commonName: 'expired', expired: true });
  });

  type Files = Readonly<Record<string, string>>;

  /** Runs a verify step with these statements, a line each member, and these files in its store. */
  function verify(testJob: TestJob, statements: readonly Statement[], files: Files) {
    const trustPolicies = statements.map((statement) => ({
      ...{ signatureVerification: { level: 'strict' }, trustedIdentities: ['*'] },
      ...statement,
    }));
    const text = JSON.stringify({ version: '1.0', trustPolicies }, undefined, 2);
    writeSource(testJob.job, policyFile, text);
    return verifyWith(testJob, files);
  }

  function verifyWith({ job }: TestJob, files: Files): Promise<StepRun> {
    for (const [name, content] of Object.entries(files)) writeSource(job, store(name), content);
    const trust = { trustPolicy: policyFile, trustStore: '.pipeline/store' };
    const inputs = { command: 'verify', artifactRefs: artifact, ...trust };
    return job.run(world.task, { inputs });
  }

  const applying = (...trustStores: string[]): Statement => ({
    ...{ name: 'images', registryScopes: [scope], trustStores },
  });
  const elsewhere = (...trustStores: string[]): Statement => ({
    ...{ name: 'elsewhere', registryScopes: ['registry.example/other'], trustStores },
  });
  const signer = (): Files => ({ 'ca/signers/signer.pem': world.certificate.pem });

  it('tells everything that is wrong at once, with the line, and asks nobody', async () => {
    const testJob = TestJob.at(world, newestNotation());
    const asked = (): number[] =>
      [world.registry, world.releases].map((each) => each.requests.length);
    const before = asked();
    const twice = { ...elsewhere('ca:signers'), name: 'again' };
    const run = await verify(
      testJob,
      [applying('ca:gone', 'tsa:gone', 'ca:empty', 'ca:leaves'), elsewhere('ca:signers'), twice],
      { ...signer(), 'ca/empty/.gitkeep': '', 'ca/leaves/leaf.pem': leaf.pem },
    );
    const told = run.issues.map(({ code, message }) => [code, message] as const);
    const expected: [code: string, ...words: string[]][] = [
      ['DuplicateScope', 'registry.example/other', "'elsewhere'", "'again'"],
      ['StoreMissing', `${policyFile}:`, 'ca:gone', 'x509/ca/gone/'],
      ['StoreMissing', `${policyFile}:`, 'tsa:gone', 'x509/tsa/gone/'],
      ['TrustStoreEmpty', store('ca/empty')],
      ['NotACertificateAuthority', store('ca/leaves/leaf.pem'), 'CN=leaf'],
    ];
    assert.deepEqual(
      told.map(([code]) => code),
      expected.map(([code]) => code),
      logOf(run),
    );
    for (const [at, [, ...words]] of expected.entries()) {
      for (const word of words)
        assert(told[at]?.[1].includes(word), `${word}: ${told[at]?.[1] ?? ''}`);
    }
    const line = Number(/policy\.json:(\d+)/.exec(told[1]?.[1] ?? '')?.[1]);
    const policy = readFileSync(path.join(testJob.job.sources, policyFile), 'utf8');
    assert.match(policy.split('\n')[line - 1] ?? '', /"ca:gone"/);
    assert.deepEqual(asked(), before);
  });

  const refused: [
    title: string,
    code: Parameters<InputFixture['assertRefused']>[1],
    told: string,
  ][] = [
    ['no statement covers', 'ScopeNotCovered', 'team/app'],
    ['the store of the statement is missing', 'StoreMissing', 'ca:signers'],
  ];
  for (const [title, code, told] of refused) {
    it(`refuses where ${title}, before anything is run`, async () => {
      const fixture = new InputFixture(world);
      const testJob = fixture.watched();
      const statement =
        code === 'ScopeNotCovered' ? elsewhere('ca:signers') : applying('ca:signers');
      const files = { 'ca/others/signer.pem': world.certificate.pem };
      await fixture.assertRefused(() => verify(testJob, [statement], files), code, told);
    });
  }

  it('names the line at which a policy stops being JSON', async () => {
    const fixture = new InputFixture(world);
    const testJob = fixture.watched();
    writeSource(
      testJob.job,
      policyFile,
      '{\n  "version": "1.0",\n  "trustPolicies": [\n    { ]\n}\n',
    );
    const file = `${path.join(testJob.job.sources, policyFile)}:4:`;
    const run = () => verifyWith(testJob, signer());
    await fixture.assertRefused(run, 'TrustPolicyMalformed', file.slice(0, -1));
  });

  it('names a policy that is no JSON and a folder that is no store together', async () => {
    const testJob = new InputFixture(world).watched();
    writeSource(testJob.job, policyFile, '{');
    const run = await verifyWith(testJob, { '../signer.pem': world.certificate.pem });
    assert.deepEqual(codesOf(run), ['TrustPolicyMalformed', 'TrustStoreLayout'], logOf(run));
  });

  for (const notation of notationVersions()) {
    const { version } = notation;
    const real = (): TestJob => TestJob.at(world, notation);

    it(`lets a self-signed signing certificate be its own authority (${version})`, async () => {
      assertEnded(await verify(real(), [applying('ca:signers')], signer()));
    });

    it(`does not mind what only other statements name, as notation does not (${version})`, async () => {
      const statements = [applying('ca:signers'), elsewhere('ca:gone', 'tsa:gone', 'ca:junk')];
      const files = { ...signer(), 'ca/junk/notes.doc': 'junk', 'ca/junk/leaf.pem': leaf.pem };
      const known = semver.lt(version, '1.2.0')
        ? [statements[0] ?? applying(), elsewhere('ca:gone', 'ca:junk')]
        : statements;
      const run = await verify(real(), known, files);
      assertEnded(run);
      assert.deepEqual(run.issues, [], logOf(run));
    });

    it(`warns of a signing authority's store that is missing, which may not be needed (${version})`, async () => {
      const run = await verify(real(), [applying('ca:signers', 'signingAuthority:gone')], signer());
      assertEnded(run);
      assert.deepEqual(
        run.issues.map(({ type }) => type),
        ['warning'],
        logOf(run),
      );
      assert.match(run.issues[0]?.message ?? '', /policy\.json:\d+: .*signingAuthority:gone/);
    });

    it(`warns of an expired certificate in the store (${version})`, async () => {
      const files = { ...signer(), 'ca/signers/old.pem': expired.pem };
      const run = await verify(real(), [applying('ca:signers')], files);
      assertEnded(run);
      assert.deepEqual(
        run.issues.map(({ type }) => type),
        ['warning'],
        logOf(run),
      );
      assert.match(run.issues[0]?.message ?? '', /old\.pem: .*CN=expired.* expired on /);
    });
  }
});
