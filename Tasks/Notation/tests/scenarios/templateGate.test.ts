import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { expandTemplates } from '../../../../emulator/template';
import { root } from '../../../../scripts/paths';
import { ExampleEnvironment } from '../fixtures/examples/exampleEnvironment';
import { trustFiles } from '../fixtures/examples/files';
import type { Outcome } from '../fixtures/examples/outcome';
import { endedWith } from '../fixtures/suite';
import { requireTool } from '../fixtures/tools';

const policies = 'git://shop/policies@refs/heads/main';

/** A pipeline of a team that must verify before it deploys. */
const pipeline = (image: string, variables: Readonly<Record<string, string>>): string => `
variables: ${JSON.stringify(variables)}
extends:
  template: deploy.yml@templates
  parameters:
    image: ${image}
    registryConnection: <docker_registry_service_connection>
    environment: production
    deploy:
      - script: kubectl set image deployment/app app=$(image)
        displayName: Deploy`;

function load(file: string): string {
  return readFileSync(path.join(root, 'templates', file), 'utf8');
}

describe('the template deploy.yml, extended by a pipeline that wants to get around it', () => {
  let site: ExampleEnvironment;

  before(async function () {
    requireTool(this, 'notation');
    site = endedWith(this, await ExampleEnvironment.open());
  });

  afterEach(() => {
    site.reset();
  });

  function run(image: string, variables: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const stores = { 'ca:signers': site.fixture.world.certificate };
    const trust = trustFiles({ scopes: [site.scope], stores, policy: 'trustpolicy.json' });
    return site.runDocument(expandTemplates(pipeline(image, variables), load), {
      fill: { '<project>': 'shop', '<policies_repository>': 'policies' },
      repositories: { [policies]: trust },
    });
  }

  it('deploys of a tag the digest that was verified', async () => {
    const { reference } = await site.signedImage();
    const outcome = await run(`${site.scope}:v1`);
    assert.deepEqual(outcome.deployed, [`set image deployment/app app=${reference}`]);
  });

  it('deploys what was verified, where a name means another image in each job', async () => {
    const { reference } = await site.signedImage();
    // The template sets this variable in the job that verifies.
    const outcome = await run(`${site.scope}:v$(NODE_OPTIONS)1`, { NODE_OPTIONS: '--no-warnings' });
    assert.deepEqual(outcome.deployed, [`set image deployment/app app=${reference}`]);
  });

  it('fails where a variable takes the place of an input', async () => {
    const { reference: signed } = await site.signedImage();
    const { reference: unsigned } = await site.push();
    const outcome = await run(unsigned, { INPUT_ARTIFACTREFS: signed });
    outcome.assertStopped('Verify', 'InputReplaced', 'Verified, not skipped');
    assert.equal(outcome.jobs[1]?.result, 'Skipped');
  });

  it('deploys what was verified, where the image is empty', async () => {
    const { reference } = await site.signedImage();
    const outcome = await run("''", { RESOURCE_URIS: `https://${reference}` });
    assert.deepEqual(outcome.deployed, [`set image deployment/app app=${reference}`]);
  });

  it('has git at the checkout obey no variable of the pipeline', () => {
    const template = parse(load('deploy.yml')) as { jobs: [{ variables: NodeJS.ProcessEnv }] };
    const [{ variables: own }] = template.jobs;
    const variables = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'url.https://example.com/other.insteadOf',
      GIT_CONFIG_VALUE_0: 'https://example.com/policies',
      GIT_CONFIG_PARAMETERS: "'url.https://example.com/third.insteadOf=https://example.com/p'",
    };
    const settings = (env: NodeJS.ProcessEnv): string =>
      spawnSync('git', ['config', '--get-regexp', '^url[.]'], { env, encoding: 'utf8' }).stdout;
    const usual = { PATH: process.env['PATH'], HOME: site.fixture.world.root };
    assert.match(settings({ ...usual, ...variables }), /other[^]*third|third[^]*other/);
    assert.equal(settings({ ...usual, ...variables, ...own }), '');
  });
});
