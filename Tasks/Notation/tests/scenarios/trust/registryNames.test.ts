import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import { writeSource } from '../../fixtures/inputs/inputFixture';
import { TestJob } from '../../fixtures/job/testJob';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import { assertEnded, signedImage } from '../../fixtures/trust/trustAssertions';
import type { World } from '../../fixtures/world';

describe('a registry that a reference names in another way than the policy', () => {
  let world: World;
  let other: Certificate;
  let reference: string;

  before(async function () {
    world = await openSuiteWorld(this);
    other = selfSignedCertificate({ folder: world.root, commonName: 'other' });
    ({ reference } = await signedImage(world));
  });

  /** Verifies under statements that trust the signer or somebody else, each for one scope. */
  function verify(
    artifactRefs: string,
    ...statements: readonly (readonly ['signers' | 'others', string])[]
  ) {
    const { job } = TestJob.at(world, newestNotation());
    const trustPolicies = statements.map(([store, scope], at) => ({
      ...{ name: `s${at}`, registryScopes: [scope], signatureVerification: { level: 'strict' } },
      ...{ trustStores: [`ca:${store}`], trustedIdentities: ['*'] },
    }));
    writeSource(job, 'policy.json', JSON.stringify({ version: '1.0', trustPolicies }));
    writeSource(job, 'store/x509/ca/signers/a.pem', world.certificate.pem);
    writeSource(job, 'store/x509/ca/others/a.pem', other.pem);
    const trust = { trustPolicy: 'policy.json', trustStore: 'store' };
    return job.run(world.task, { inputs: { command: 'verify', artifactRefs, ...trust } });
  }

  it('F2 is not led past the statement for its repository, to the one for all', async () => {
    const { host } = world.registry;
    const scope = `${host}/team/app`;
    const renamed = reference.replace(':', ':0'); // the same port
    const all = ['signers', '*'] as const;
    assertEnded(await verify(reference, all, ['others', scope]), 'SignerNotTrusted');
    assertEnded(await verify(renamed, all, ['others', scope]), 'ScopeOtherName');
    assertEnded(await verify(renamed, all, ['others', `${host}/team/*`]), 'ScopeOtherName');
    assertEnded(await verify(renamed, all, ['others', scope.replace('app', 'other')]));
    assertEnded(await verify(renamed, ['signers', scope]), 'ScopeNotCovered');
  });

  it('F2 is refused where two statements have two spellings of it', async () => {
    const scope = reference.replace(/@.*/, '');
    const spelled = (registry: string): string => scope.replace('localhost', registry);
    const artifact = reference.replace('localhost', 'localHOST');
    const two = [
      ['others', spelled('LOCALHOST')],
      ['others', spelled('LocalHost')],
    ] as const;
    assertEnded(await verify(artifact, ['signers', '*'], ...two), 'DuplicateScope');
    const pattern = ['signers', scope.replace(/app$/, '*')] as const;
    assertEnded(await verify(artifact, pattern, ...two), 'DuplicateScope', 'ScopeNotCovered');
  });
});
