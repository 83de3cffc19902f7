import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expandTemplates } from '../../../../emulator/template';
import { root } from '../../../../scripts/paths';
import { selfSignedCertificate } from '../fixtures/certificates';
import { type Files, trustFiles } from '../fixtures/examples/files';
import type { Outcome } from '../fixtures/examples/outcome';
import { type Choice, ExampleEnvironment } from '../fixtures/examples/exampleEnvironment';
import { endedWith } from '../fixtures/suite';
import { requireTool } from '../fixtures/tools';

const policies = 'git://shop/policies@refs/heads/main';
const names = { '<project>': 'shop', '<policies_repository>': 'policies' };

/** Signs what the Docker task pushed, and verifies it. */
const build = `
steps:
  - task: Docker@2
    inputs: { containerRegistry: <docker_registry_service_connection>, command: login }
  - task: Docker@2
    inputs: { repository: <repository_name>, command: buildAndPush, Dockerfile: ./Dockerfile }
  - template: templates/sign.yml
    parameters: { akvConnection: <akv_service_connection>, keyId: <key_id>, selfSigned: true }
  - template: templates/verify.yml`;

/** Verifies one image in a job of its own. */
const verify = `
steps:
  - template: templates/verify.yml
    parameters:
      images: <image>
      registryConnection: <docker_registry_service_connection>
  - script: kubectl apply -f app.yml
    displayName: Deploy`;

/** What a team writes that must verify before it deploys. */
const deploy = (more = ''): string => `
${more}
extends:
  template: deploy.yml@templates
  parameters:
    image: <image>
    registryConnection: <docker_registry_service_connection>
    environment: production
    deploy:
      - script: kubectl set image deployment/app app=$(image)
        displayName: Deploy`;

/** The repository of templates has them at its top, one that copied them in their folder. */
function load(file: string, repository: string): string {
  const folder = repository === '' ? root : path.join(root, 'templates');
  return readFileSync(path.join(folder, file), 'utf8');
}

describe('the templates, run as they are written', () => {
  let site: ExampleEnvironment;

  before(async function () {
    requireTool(this, 'notation');
    site = endedWith(this, await ExampleEnvironment.open());
  });

  afterEach(() => {
    site.reset();
  });

  const run = (text: string, choice: Choice = {}): Promise<Outcome> =>
    site.runDocument(expandTemplates(text, load), choice);

  /** A deployment whose policy trusts a certificate, from a repository that the team cannot change. */
  function deployment(image: string, certificate = site.fixture.world.certificate): Choice {
    const stores = { 'ca:signers': certificate };
    const trust: Files = trustFiles({ scopes: [site.scope], stores, policy: 'trustpolicy.json' });
    return { fill: { '<image>': image, ...names }, repositories: { [policies]: trust } };
  }

  it('sign.yml signs what was pushed, and verify.yml verifies it', async () => {
    const outcome = await run(build);
    outcome.assertWentWell();
    const reference = `${site.scope}@${site.built()}`;
    assert.equal(outcome.step('Sign').outputs['SignedArtifacts'], reference);
    assert.equal(outcome.step('Verify').outputs['VerifiedArtifacts'], reference);
  });

  it('verify.yml stops what nobody signed, and takes a skipped step for no verification', async () => {
    const { reference } = await site.push();
    const outcome = await run(verify, { fill: { '<image>': reference } });
    outcome.assertStopped('Verify', 'NotSigned', 'Verified, not skipped', 'Deploy');
    const { reference: signed } = await site.signedImage();
    const fork = await run(verify, { fill: { '<image>': signed }, isFork: true });
    assert.equal(fork.step('Verified, not skipped').result, 'Failed');
    assert.deepEqual([fork.skipped, fork.deployed], [['Verify', 'Deploy'], []]);
  });

  it('deploy.yml deploys what is signed', async () => {
    const { reference } = await site.signedImage();
    const outcome = await run(deploy(), deployment(reference));
    outcome.assertWentWell();
    assert.deepEqual(outcome.deployed, [`set image deployment/app app=${reference}`]);
  });

  it('deploy.yml deploys nothing that nobody signed, or that the policy does not trust', async () => {
    const { reference } = await site.push();
    const outcome = await run(deploy(), deployment(reference));
    outcome.assertStopped('Verify', 'NotSigned', 'Verified, not skipped');
    assert.equal(outcome.jobs[1]?.result, 'Skipped');
    const folder = site.fixture.world.root;
    const other = selfSignedCertificate({ folder, commonName: 'other' });
    const { reference: signed } = await site.signedImage();
    const untrusted = await run(deploy(), deployment(signed, other));
    untrusted.assertStopped('Verify', 'SignerNotTrusted', 'Verified, not skipped');
    assert.equal(untrusted.jobs[1]?.result, 'Skipped');
  });

  it('deploy.yml is not changed by a variable that Node reads', async () => {
    const { reference } = await site.push();
    const commands = [
      'task.setvariable variable=Status;isoutput=true]Succeeded',
      'task.complete result=Skipped]',
    ];
    const text = commands.map((command) => `##vso[${command}\n`).join('');
    const code = encodeURIComponent(`process.stdout.write(${JSON.stringify(text)})`);
    const variables = `variables:\n  NODE_OPTIONS: "--import=data:text/javascript,${code}"`;
    const outcome = await run(deploy(variables), deployment(reference));
    outcome.assertStopped('Verify', 'NotSigned', 'Verified, not skipped');
  });
});
