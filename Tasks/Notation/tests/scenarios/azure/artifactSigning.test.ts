import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { METADATA_HOST, SIGNING_HOST, environments } from '../../doubles/azure/cloud';
import { pushImage } from '../../doubles/registry/image';
import { codesOf, logOf, wordsOf } from '../../fixtures/job/logAssertions';
import { assertSucceeded } from '../../fixtures/inputs/inputFixture';
import { CLIENT_SECRET, application, armConnection } from '../../fixtures/azure/connections';
import { identities } from '../../fixtures/azure/identities';
import {
  type AzureFixture,
  type StepOptions,
  openSuiteFixture,
} from '../../fixtures/azure/azureFixture';

describe('Azure Artifact Signing', () => {
  let fixture: AzureFixture;

  before(async function () {
    fixture = await openSuiteFixture(this);
  });

  function inputs(): Record<string, string> {
    const { account, profile } = fixture.cloud.signing;
    return {
      plugin: 'azureArtifactSigning',
      signingAccount: account,
      certificateProfile: profile,
      signingEndpoint: `https://${SIGNING_HOST}/`,
    };
  }

  function signedInAs(index: number): [Record<string, string>, StepOptions] {
    const { connection, env = {} } = identities[index]?.prepare(fixture, environments.public) ?? {};
    if (connection === undefined) return [inputs(), { env }];
    const named = { ...inputs(), azurekvServiceConection: connection.name };
    return [named, { connections: [connection] }];
  }

  for (const index of [0, 2, 4]) {
    const { title = '', token = { proof: '' } } = identities[index] ?? {};
    it(`A1 signs by ${title}`, async () => {
      const { registry } = fixture.world;
      const { reference, digest } = await pushImage(registry, 'app', 'v1');
      const run = await fixture.sign(reference, ...signedInAs(index));
      assert.equal(run.result, 'Succeeded', logOf(run));
      assert.equal(registry.store.signaturesOf('app', digest).length, 1);
      assert.deepEqual(fixture.cloud.signing.statuses, [200]);
      const { directory, metadata } = fixture.cloud;
      assert.deepEqual(
        directory.requests.map(({ proof }) => proof),
        'proof' in token ? [token.proof] : [],
      );
      const clients = new Set(metadata.requests.map(({ clientId }) => clientId));
      assert.deepEqual([...clients], 'clientId' in token ? [token.clientId] : [], METADATA_HOST);
      for (const call of fixture
        .calls()
        .filter(({ command }) => command !== 'get-plugin-metadata')) {
        const { account, profile } = fixture.cloud.signing;
        const baseUrl = `https://${SIGNING_HOST}/`;
        const config = { accountName: account, certProfile: profile, baseUrl };
        assert.deepEqual([call.keyId, call.pluginConfig], [profile, config]);
      }
    });
  }

  it('A1 signs so that it is verified, and warns where there is no timestamp', async () => {
    const { reference } = await pushImage(fixture.world.registry, 'app', 'v1');
    const [step, options] = signedInAs(0);
    const run = await fixture.sign(reference, step, options);
    assert.equal(run.result, 'Succeeded', logOf(run));
    const warnings = run.issues.map(({ type, message }) => [type, message.includes('3 days')]);
    assert.deepEqual(warnings, [['warning', true]]);
    assert.match(run.issues[0]?.message ?? '', /timestampURL to http:\/\/timestamp\.acs/);
    const job = fixture.job();
    const pem = readFileSync(path.join(fixture.world.root, 'cloud/profile-root.crt'), 'utf8');
    const root = { commonName: 'profile-root', certificatePath: '', keyPath: '', pem };
    const trust = fixture.world.trust(job, { certificates: [root] });
    assertSucceeded(
      await fixture.run(job, { command: 'verify', artifactRefs: reference, ...trust }),
    );
  });

  it('A1 names the role that is missing', async () => {
    fixture.cloud.signing.isSigner = false;
    const { reference } = await pushImage(fixture.world.registry, 'app', 'v1');
    const run = await fixture.sign(reference, ...signedInAs(0));
    assert.deepEqual(codesOf(run), ['ArtifactSigningForbidden'], logOf(run));
    const error = run.issues.find(({ type }) => type === 'error')?.message ?? '';
    assert.match(error, /Artifact Signing Certificate Profile Signer/);
  });

  it('A1 says what Microsoft Entra ID says of a tenant', async () => {
    const known = { ...application(fixture.cloud, { secret: CLIENT_SECRET }), tenantid: 'nowhere' };
    const parameters = { ...known, serviceprincipalkey: CLIENT_SECRET };
    const connections = [armConnection('ServicePrincipal', parameters)];
    const { reference } = await pushImage(fixture.world.registry, 'app', 'v1');
    const named = { ...inputs(), azurekvServiceConection: 'azure-connection' };
    const run = await fixture.sign(reference, named, { connections });
    assert.deepEqual(codesOf(run), ['EntraTenantUnknown'], logOf(run));
    assert.match(wordsOf(run), /AADSTS90002: Tenant 'nowhere' not found/);
  });

  for (const missing of ['signingAccount', 'certificateProfile', 'signingEndpoint']) {
    it(`A6 refuses a step without ${missing}, before anything is run`, async () => {
      const [step, options] = signedInAs(0);
      const run = await fixture.sign('r.example/app:v1', { ...step, [missing]: '' }, options);
      assert.deepEqual(codesOf(run), ['InputMissing'], logOf(run));
      assert(run.issues[0]?.message.includes(missing));
      assert.equal(fixture.calls().length, 0);
    });
  }
});
