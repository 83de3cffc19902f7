import assert from 'node:assert/strict';
import path from 'node:path';
import type { Job } from '../../../../../emulator/job';
import { type Certificate, selfSignedCertificate } from '../../fixtures/certificates';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { Traces } from '../../fixtures/traces';
import { type World, signInputs } from '../../fixtures/world';
import { UserDirectories } from '../../fixtures/isolation/userDirectories';

const rounds = 3;

/** One who signs, and a job that trusts nobody else. */
interface Party {
  readonly job: Job;
  readonly image: string;
}

describe('two jobs of one user at the same moment', function () {
  let world: World;
  let user: UserDirectories;
  let other: Certificate;

  before(async function () {
    world = await openSuiteWorld(this);
    other = selfSignedCertificate({ folder: world.root, commonName: 'other' });
    user = new UserDirectories(path.join(world.root, 'user'), other);
  });

  async function party(version: string, certificate: Certificate, keyid: string): Promise<Party> {
    const job = world.job({ environment: user.environment });
    world.trust(job, { certificates: [certificate] });
    const { reference } = await pushImage(world.registry.host, 'app', certificate.commonName);
    const install = { command: 'install', isCustomVersion: 'false', version };
    await job.run(world.task, { inputs: install });
    const inputs = { ...signInputs(world), keyid, artifactRefs: reference };
    const { result, log } = await job.run(world.task, { inputs });
    assert.equal(result, 'Succeeded', log.join('\n'));
    return { job, image: reference };
  }

  async function verify({ job }: Party, image: string): Promise<readonly string[]> {
    const trust = {
      trustPolicy: '.pipeline/trustpolicy/trustpolicy.json',
      trustStore: '.pipeline/truststore',
    };
    const inputs = { command: 'verify', artifactRefs: image, ...trust };
    const { result, issues } = await job.run(world.task, { inputs });
    return [result, ...issues.map(({ code }) => code ?? '')];
  }

  for (const { version } of notationVersions()) {
    it(`H3 verify each only what its own trust store allows, with notation ${version}`, async () => {
      const one = await party(version, world.certificate, world.keyId);
      const two = await party(version, other, world.vault.add('other', other));
      const traces = new Traces(one.job, { user: user.root });
      for (let round = 1; round <= rounds; round += 1) {
        const [good, bad] = [['Succeeded'], ['Failed', 'SignerNotTrusted']];
        const first = await Promise.all([verify(one, one.image), verify(two, one.image)]);
        assert.deepEqual(first, [good, bad], `round ${round}`);
        const second = await Promise.all([verify(one, two.image), verify(two, two.image)]);
        assert.deepEqual(second, [bad, good], `round ${round}`);
      }
      assert.deepEqual(traces.left('verify', { attachments: [] }), []);
    });
  }
});
