import assert from 'node:assert/strict';
import { type Certificate, selfSignedCertificate } from '../../support/certificates';
import { type Files, trustFiles } from './files';
import type { Plays } from './play';
import type { Choice, Site } from './site';

/** The trust of a repository of policies, at its top. */
function policies(site: Site, certificate: Certificate): Files {
  const stores = { 'ca:signers': certificate };
  return trustFiles({ scopes: [site.scope], stores, policy: 'trustpolicy.json' });
}

/** The pull request of an author whose own sources trust him. */
function proposal(site: Site, digest: string, author = site.scene.world.certificate): Choice {
  return {
    fill: { '<digest>': digest, '<project>': 'shop', '<policies_repository>': 'policies' },
    files: policies(site, author),
    repositories: { policies: policies(site, site.scene.world.certificate) },
  };
}

export const pullRequests: Plays = {
  'pull-requests.yml': {
    'uses what is signed': async (site, run) => {
      const outcome = await run(proposal(site, (await site.signedImage()).digest));
      outcome.assertWentWell();
      assert.equal(outcome.step('Verify').outputs['VerifiedCount'], '1');
      assert(outcome.jobs[1]?.run.steps[0]?.log.includes('Use the image.'));
    },
    'uses nothing that nobody signed': async (site, run) => {
      const outcome = await run(proposal(site, (await site.push()).digest));
      outcome.assertStopped('Verify', 'NotSigned', 'Verified, not skipped');
      assert.equal(outcome.jobs[1]?.result, 'Skipped');
    },
    'uses nothing that its author alone trusts': async (site, run) => {
      const folder = site.scene.world.root;
      const author = selfSignedCertificate({ folder, commonName: 'author' });
      const { digest } = await site.signedImage({ keyid: site.keyOf(author) });
      const outcome = await run(proposal(site, digest, author));
      outcome.assertStopped('Verify', 'SignerNotTrusted', 'Verified, not skipped');
      assert.equal(outcome.jobs[1]?.result, 'Skipped');
    },
    'takes a step that was skipped, as for a fork, for no verification': async (site, run) => {
      const { digest } = await site.signedImage();
      const outcome = await run({ ...proposal(site, digest), isFork: true });
      assert.deepEqual(outcome.skipped, ['Verify']);
      assert.equal(outcome.step('Verified, not skipped').result, 'Failed');
      assert.equal(outcome.jobs[1]?.result, 'Skipped');
    },
  },
};
