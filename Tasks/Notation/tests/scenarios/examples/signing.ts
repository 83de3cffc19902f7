import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import type { Docker } from '../../support/agent/docker';
import { certificateAuthority, issuedCertificate } from '../../support/certificates';
import { pushImage } from '../../support/registry/image';
import { registryLogin } from '../../support/world';
import { reported } from '../trust/stage';
import type { Outcome } from './outcome';
import type { Plays } from './play';
import type { Site } from './site';

/** Asserts that the image which the Docker task pushed bears one signature. */
function assertSigned(site: Site, outcome: Outcome): void {
  outcome.assertWentWell();
  assert.equal(site.signaturesOf(site.built()).length, 1);
  const signed = outcome.steps.map(({ outputs }) => outputs['SignedArtifacts'] ?? '');
  assert.equal(signed.join(''), `${site.scope}@${site.built()}`);
}

/** Asserts that the same image was verified. */
function assertVerified(site: Site, outcome: Outcome): void {
  assertSigned(site, outcome);
  const { VerifiedArtifacts, Status } = outcome.step('Verify').outputs;
  assert.deepEqual([VerifiedArtifacts, Status], [`${site.scope}@${site.built()}`, 'Succeeded']);
}

/** Examples that sign with Azure Key Vault what they have built. */
export const signing: Plays = {
  'sign-self-signed.yml': {
    'signs what the Docker task pushed': async (site, run) => {
      assertSigned(site, await run());
    },
  },
  'sign-and-verify.yml': {
    'signs and verifies what the Docker task pushed': async (site, run) => {
      assertVerified(site, await run());
    },
  },
  'sign-ca-issued.yml': {
    'signs with the chain of the repository, and reads no secret of the vault': async (
      site,
      run,
    ) => {
      const { vault } = site.scene.cloud;
      const folder = site.scene.world.root;
      const top = certificateAuthority({ folder, commonName: 'top' });
      const middle = certificateAuthority({ folder, commonName: 'middle' }, top);
      vault.add('issued', issuedCertificate(middle, { folder, commonName: 'issued' }));
      vault.permissions = ['keys/sign', 'certificates/get'];
      const files = { '.pipeline/certificates/chain.pem': middle.pem + top.pem };
      assertSigned(site, await run({ files, fill: { '<key>': 'issued' } }));
    },
  },
  'timestamps.yml': {
    'signs with a timestamp, and verifies it': async (site, run) => {
      const { url, root, requests } = site.timestamps;
      const stores = { 'ca:signers': site.scene.world.certificate, 'tsa:authority': root };
      const certificate = new X509Certificate(root.pem).raw;
      const files = {
        ...site.trust(stores),
        '.pipeline/certificates/timestamp-root.cer': certificate,
      };
      assertVerified(site, await run({ files, fill: { 'http://timestamp.digicert.com': url } }));
      assert.equal(site.timestamps.requests, requests + 1);
    },
  },
  'build-metadata.yml': {
    'signs where the build comes from, once however often it runs': async (site, run) => {
      const docker: Docker = {
        pushImage: (host, repository, tag, credentials = registryLogin) =>
          pushImage(host, repository, tag, { credentials, content: 'the same' }),
      };
      const first = await run({ docker });
      assertVerified(site, first);
      assertVerified(site, await run({ docker }));
      const artifactRefs = `${site.scope}@${site.built()}`;
      const containerRegistry = 'registry-connection';
      const inputs = { command: 'inspect', artifactRefs, containerRegistry };
      const inspection = await first.job.run(site.task, { inputs });
      const [signature] = reported(inspection)[0]?.signatures ?? [];
      assert.equal(signature?.metadata['team'], 'shop');
      assert.equal(signature.metadata['azure-pipelines.branch'], 'refs/heads/main');
      const days = (Date.parse(signature.expiry ?? '') - Date.now()) / 86_400_000;
      assert(days > 364 && days <= 365, String(days));
    },
  },
  'offline-mirror.yml': {
    'gets notation and the plugin of the mirror alone': async (site, run) => {
      const { releases } = site.scene.world;
      const task = site.taskOf('https://github.com');
      const before = releases.requests.length;
      const fill = { 'https://files.example.com/github': releases.url, '<agent_pool>': 'Default' };
      assertVerified(site, await run({ task, fill }));
      const asked = releases.requests.slice(before).map(({ url }) => url.split('/')[2]);
      assert.deepEqual(asked, ['notation', 'notation-azure-kv']);
    },
  },
};
