import assert from 'node:assert/strict';
import {
  certificateAuthority,
  issuedCertificate,
  selfSignedCertificate,
} from '../../support/certificates';
import { trustFiles, writeFiles } from './files';
import type { Plays } from './play';
import { pullRequests } from './pullRequests';
import type { Choice, Site } from './site';

/** A release with the artifact that the guide has the build publish, and with a deployment of its own. */
function release(site: Site, digest: string): Choice {
  const { root, certificate } = site.scene.world;
  const trust = trustFiles({ scopes: [site.scope], stores: { 'ca:signers': certificate } });
  return {
    fill: { '<digest>': digest, '<name of the pipeline that builds>': 'images' },
    artifacts: { 'images/trust': writeFiles(root, trust) },
    then: 'kubectl rollout restart deployment/app',
  };
}

/** Examples that let pass only what is verified. */
export const gates: Plays = {
  ...pullRequests,
  'verify-before-deploy.yml': {
    'deploys what is signed': async (site, run) => {
      const { reference: image } = await site.signedImage();
      const outcome = await run({ parameters: { image } });
      outcome.assertWentWell();
      assert.equal(outcome.step('Verify').outputs['VerifiedArtifacts'], image);
      assert.deepEqual(outcome.deployed, [`set image deployment/app app=${image}`]);
    },
    'deploys nothing that nobody signed': async (site, run) => {
      const { reference: image } = await site.push();
      const outcome = await run({ parameters: { image } });
      outcome.assertStopped('Verify', 'NotSigned', 'Deploy');
    },
  },
  'release-without-checkout.yml': {
    'takes the trust from an artifact': async (site, run) => {
      const { digest } = await site.signedImage();
      const outcome = await run(release(site, digest));
      outcome.assertWentWell();
      assert.equal(outcome.step('Verify').outputs['VerifiedCount'], '1');
      assert.deepEqual(outcome.deployed, ['rollout restart deployment/app']);
    },
    'releases nothing that nobody signed': async (site, run) => {
      const outcome = await run(release(site, (await site.push()).digest));
      outcome.assertStopped('Verify', 'NotSigned', 'Deploy');
    },
  },
  'trust-certificates.yml': {
    'trusts whom an authority certified, if it is the right customer': async (site, run) => {
      const folder = site.scene.world.root;
      const authority = certificateAuthority({ folder, commonName: 'authority-of-many' });
      const customer = issuedCertificate(authority, { folder, commonName: 'customer' });
      const keyid = site.keyOf(customer, [authority]);
      const { digest } = await site.signedImage({ keyid, selfSigned: 'false' });
      const files = { '.pipeline/certificates/authority.pem': authority.pem };
      const subject = { '<country>': 'US', '<state>': 'WA', '<digest>': digest };
      const outcome = await run({ files, fill: { ...subject, '<organization>': 'Notary' } });
      outcome.assertWentWell();
      assert.equal(outcome.step('Verify').outputs['VerifiedCount'], '1');
      const other = await run({ files, fill: { ...subject, '<organization>': 'Another' } });
      other.assertStopped('Verify', 'IdentityNotTrusted');
    },
  },
  'inspect.yml': {
    'shows who says to have signed, and verifies nothing': async (site, run) => {
      const folder = site.scene.world.root;
      const stranger = selfSignedCertificate({ folder, commonName: 'stranger' });
      const { digest } = await site.signedImage({ keyid: site.keyOf(stranger) });
      const outcome = await run({ fill: { '<digest>': digest } });
      outcome.assertWentWell();
      const { outputs, log } = outcome.step('Inspect');
      assert.deepEqual([outputs['InspectedCount'], outputs['VerifiedCount']], ['1', '0']);
      assert(log.some((line) => line.includes('signed by CN=stranger')));
    },
  },
};
