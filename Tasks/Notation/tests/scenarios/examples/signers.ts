import assert from 'node:assert/strict';
import { certificateAuthority, issuedCertificate } from '../../support/certificates';
import { checksum, releaseArchive } from '../../support/releases';
import { type AwsProfile, pluginName } from './awsProfile';
import { below, trustFiles } from './files';
import { awsPlugin, writeHashicorpPlugin } from './otherPlugins';
import type { Plays } from './play';
import type { Choice, Site } from './site';

const account = '111122223333';
const region = 'eu-west-1';
const keys = { awsAccessKeyId: 'AKIAIOSFODNN7EXAMPLE', awsSecretAccessKey: 'secret of AWS/Signer' };

/** What somebody has who signs with AWS Signer: a copy of the plugin, a profile, and a trust in it. */
async function withAws(site: Site, digest: string): Promise<Choice> {
  const { root, releases } = site.scene.world;
  const authority = certificateAuthority({ folder: root, commonName: 'aws-root' });
  const signer = issuedCertificate(authority, { folder: root, commonName: 'aws-signer' });
  const profile: AwsProfile = {
    region,
    arn: `arn:aws:signer:${region}:${account}:/signing-profiles/images`,
    ...{ accessKeyId: keys.awsAccessKeyId, secretAccessKey: keys.awsSecretAccessKey },
    ...{ keyPath: signer.keyPath, chain: [signer.pem, authority.pem] },
  };
  const archive = await releaseArchive('zip', `notation-${pluginName}`, awsPlugin(profile, root));
  const url = releases.add('aws/signer', '1.0.0', 'notation-aws-signer-plugin.zip', archive);
  const stores = { 'signingAuthority:aws': authority };
  const trust = trustFiles({ scopes: [site.scope], stores, identities: [profile.arn] });
  return {
    fill: {
      'https://files.example.com/notation-aws-signer-plugin.zip': url,
      '<sha256_of_your_copy>': checksum(archive),
      '<region>': region,
      '<account>': account,
      '<profile>': 'images',
      '<digest>': digest,
    },
    groups: { 'aws-signer': keys },
    files: below('.pipeline', trust),
  };
}

/** Examples whose keys are not in Azure Key Vault. */
export const signers: Plays = {
  'sign-artifact-signing.yml': {
    'signs with a profile, and with a timestamp': async (site, run) => {
      const { signing } = site.scene.cloud;
      const { url, root, requests } = site.timestamps;
      const outcome = await run({
        files: { '.pipeline/certificates/timestamp-root.crt': root.pem },
        fill: {
          '<account>': signing.account,
          '<profile>': signing.profile,
          'http://timestamp.acs.microsoft.com/': url,
        },
      });
      outcome.assertWentWell();
      assert.equal(site.signaturesOf(site.built()).length, 1);
      assert.deepEqual(signing.statuses, [200]);
      assert.equal(site.timestamps.requests, requests + 1);
    },
  },
  'sign-aws-signer.yml': {
    'signs and verifies by the plugin': async (site, run) => {
      const { digest } = await site.push();
      const outcome = await run(await withAws(site, digest));
      outcome.assertWentWell();
      assert.equal(site.signaturesOf(digest).length, 1);
      assert.equal(outcome.step('Verify').outputs['VerifiedCount'], '1');
      outcome.assertKept(...Object.values(keys));
    },
  },
  'sign-hashicorp-vault.yml': {
    'signs by a plugin of the agent, which alone gets the token': async (site, run) => {
      const { root, certificate } = site.scene.world;
      const token = 'hvs.token-of-the-vault';
      const config = { transitName: 'transit', kvName: 'secret' };
      const vault = { address: 'https://vault.example.com:8200', token, config, key: 'images' };
      const { digest } = await site.push();
      const outcome = await run({
        groups: { 'hashicorp-vault': { vaultToken: token } },
        fill: {
          '/opt/notation/notation-hc-vault': writeHashicorpPlugin(root, certificate, vault),
          '<pool_of_your_agents>': 'Default',
          '<key_name>': vault.key,
          '<digest>': digest,
        },
      });
      outcome.assertWentWell();
      assert.equal(site.signaturesOf(digest).length, 1);
      outcome.assertKept(token);
    },
  },
};
