import assert from 'node:assert/strict';
import { startDocker } from '../../../../../emulator/docker';
import type { StepRun } from '../../../../../emulator/run';
import { FALSE_REGISTRY_HOST, METADATA_HOST } from '../../doubles/azure/cloud';
import type { Registry } from '../../doubles/registry/registry';
import { startRegistry } from '../../doubles/registry/registry';
import { endedWith } from '../../fixtures/suite';
import { codesOf, logOf, wordsOf } from '../../fixtures/job/logAssertions';
import { assertSucceeded } from '../../fixtures/inputs/inputFixture';
import { CLIENT_SECRET, REGISTRY_ID, armConnection } from '../../fixtures/azure/connections';
import {
  azureDocker,
  azureLogins,
  ofGovernment,
  pushAzureImage,
  repository,
  startAzureRegistry,
} from '../../fixtures/azure/registries';
import { type AzureFixture, openSuiteFixture } from '../../fixtures/azure/azureFixture';

const inputs = {
  azurekvServiceConection: 'azure-connection',
  containerRegistry: 'acr-connection',
};

describe('a registry of Azure', () => {
  let fixture: AzureFixture;
  let registry: Registry;

  before(async function () {
    fixture = await openSuiteFixture(this);
    registry = endedWith(this, await startAzureRegistry(fixture));
  });

  afterEach(() => {
    registry.reset();
  });

  /** The connection whose identity may sign: that of the machine. */
  function signer() {
    fixture.cloud.metadata.hasSystemIdentity = true;
    return armConnection('ManagedServiceIdentity', { tenantid: fixture.cloud.tenantId });
  }

  function connected(scheme: string, host?: string) {
    const acr = azureLogins[scheme]?.(fixture, host);
    assert(acr !== undefined);
    return { connections: [signer(), acr] };
  }

  /** The passwords of the registry must not go on to the plugin. */
  function assertKeptToItself(run: StepRun): void {
    for (const { environment } of fixture.calls()) {
      const names = Object.keys(environment).filter((name) => /^NOTATION_(USER|PASS)/.test(name));
      assert.deepEqual(names, []);
      assert(!Object.values(environment).includes(CLIENT_SECRET));
    }
    const exchanged = registry.requests.filter(({ path }) => path === '/oauth2/exchange');
    for (const { body } of exchanged) {
      const token = new URLSearchParams(body.toString()).get('access_token') ?? '';
      assert(token !== '' && run.secrets.includes(token), 'the access token was not hidden');
    }
  }

  for (const scheme of Object.keys(azureLogins)) {
    it(`A5 is logged in to by ${scheme}, to sign and to verify`, async () => {
      const image = await pushAzureImage(fixture, registry);
      const options = connected(scheme);
      const run = await fixture.sign(image, inputs, options);
      assertSucceeded(run);
      assertKeptToItself(run);
      assert.equal(registry.store.signaturesOf(repository, image.split('@')[1] ?? '').length, 1);
      const job = fixture.job(options);
      const verify = { command: 'verify', artifactRefs: image, ...fixture.world.trust(job) };
      const without = await fixture.run(job, verify);
      assert.deepEqual(codesOf(without), ['RegistryUnauthorized'], logOf(without));
      const { containerRegistry } = inputs;
      assertSucceeded(await fixture.run(job, { ...verify, containerRegistry }));
    });
  }

  for (const scheme of ['ManagedServiceIdentity', 'WorkloadIdentityFederation']) {
    it(`A4 of another cloud is known by its host where its connection names no cloud: ${scheme}`, async function () {
      const other = endedWith(this, await startAzureRegistry(fixture, ofGovernment));
      const image = await pushAzureImage(fixture, other, ofGovernment);
      assertSucceeded(await fixture.sign(image, inputs, connected(scheme, ofGovernment.name)));
    });
  }

  it('A5 is logged in to right after a Docker task that logged itself out', async () => {
    const { connections } = connected('ServicePrincipal');
    const job = fixture.job({ connections });
    const docker = { command: 'buildAndPush', containerRegistry: 'acr-connection', repository };
    const step = startDocker(job, azureDocker(fixture, registry), { inputs: docker });
    assert.equal((await step.done).result, 'Succeeded');
    assert.equal(job.variables.get('DOCKER_CONFIG'), '');
    const sign = { command: 'sign', keyid: fixture.keyId, selfSigned: 'true' };
    const { azurekvServiceConection, containerRegistry } = inputs;
    const lost = await fixture.run(job, { ...sign, azurekvServiceConection });
    assert.deepEqual(codesOf(lost), ['RegistryUnauthorized'], logOf(lost));
    const run = await fixture.run(job, { ...sign, azurekvServiceConection, containerRegistry });
    assertSucceeded(run);
    assert.equal(run.outputs['SignedCount'], '1');
  });

  it('A5 is asked again where it fails for a moment', async () => {
    const image = await pushAzureImage(fixture, registry);
    registry.faults = ({ kind, attempt }) =>
      kind === 'exchange' && attempt === 1 ? { status: 503 } : undefined;
    assertSucceeded(await fixture.sign(image, inputs, connected('ManagedServiceIdentity')));
  });

  for (const scheme of Object.keys(azureLogins)) {
    it(`A5 gets no credential if it only calls itself one of Azure: ${scheme}`, async () => {
      const { proxy, directory, pipelines, metadata } = fixture.cloud;
      const before = proxy.requests.length;
      const image = `${FALSE_REGISTRY_HOST}/app@sha256:${'0'.repeat(64)}`;
      const run = await fixture.sign(image, inputs, connected(scheme, FALSE_REGISTRY_HOST));
      assert.deepEqual([run.result, codesOf(run)], ['Failed', ['NotAnAzureRegistry']], logOf(run));
      const told = run.issues[0]?.message ?? '';
      assert(told.includes(REGISTRY_ID), told);
      const asked = [directory, pipelines, metadata].map(({ requests }) => requests.length);
      assert.deepEqual([...asked, proxy.requests.length - before], [0, 0, 0, 0]);
    });
  }

  it('A5 does not get its token sent on to another host', async () => {
    const other = await startRegistry({ tls: fixture.cloud.tls });
    try {
      fixture.cloud.lead(FALSE_REGISTRY_HOST, other.host);
      const image = await pushAzureImage(fixture, registry);
      const redirect = `https://${FALSE_REGISTRY_HOST}/oauth2/exchange`;
      registry.faults = ({ kind }) => (kind === 'exchange' ? { redirect } : undefined);
      const run = await fixture.sign(image, inputs, connected('ManagedServiceIdentity'));
      assert.deepEqual(codesOf(run), ['RegistryLoginRefused'], logOf(run));
      assert.equal(other.requests.length, 0);
    } finally {
      await other.stop();
    }
  });

  it('A5 says whom it refuses', async () => {
    const image = await pushAzureImage(fixture, registry);
    registry.faults = ({ kind }) => (kind === 'exchange' ? { status: 401 } : undefined);
    const run = await fixture.sign(image, inputs, connected('ManagedServiceIdentity'));
    assert.deepEqual(codesOf(run), ['RegistryLoginRefused'], logOf(run));
    assert.match(run.issues[0]?.message ?? '', /status 401\. .*AcrPush/);
    assert.equal(fixture.calls().length, 0);
  });

  it('H4 shows nothing of an answer that it cannot read, for a token may be in it', async () => {
    const image = await pushAzureImage(fixture, registry);
    const token = 'eyJ.token-of-the-registry';
    registry.faults = ({ kind }) =>
      kind === 'exchange' ? { status: 200, body: token } : undefined;
    const run = await fixture.sign(image, inputs, connected('WorkloadIdentityFederation'));
    assert.deepEqual(codesOf(run), ['RegistryLoginRefused'], logOf(run));
    assert.match(run.issues[0]?.message ?? '', /the answer is no JSON object/);
    assert(!logOf(run).includes('eyJ'), logOf(run));
  });

  it('S7 refuses a refresh token that is none, and has nothing of it masked', async () => {
    const image = await pushAzureImage(fixture, registry);
    const body = JSON.stringify({ refresh_token: 'a\ne\nwas not verified' });
    registry.faults = ({ kind }) => (kind === 'exchange' ? { status: 200, body } : undefined);
    const run = await fixture.sign(image, inputs, connected('ManagedServiceIdentity'));
    assert.deepEqual(codesOf(run), ['RegistryLoginRefused'], logOf(run));
    assert.match(run.issues[0]?.message ?? '', /the token in the answer is no bearer token/);
    const masked = run.secrets.filter((secret) => /^(a|e|was not verified)$/.test(secret));
    assert.deepEqual(masked, []);
  });

  it('S9 the metadata service is asked past the proxy, by the task and by the plugin', async () => {
    const image = await pushAzureImage(fixture, registry);
    const { proxy, metadata } = fixture.cloud;
    const before = proxy.requests.length;
    assertSucceeded(await fixture.sign(image, inputs, connected('ManagedServiceIdentity')));
    const ways = proxy.requests.slice(before).map(({ target }) => target);
    assert(ways.length > 0);
    assert.deepEqual(
      ways.filter((way) => way.includes(METADATA_HOST)),
      [],
    );
    const audiences = new Set(metadata.requests.map(({ resource }) => resource));
    assert(audiences.size > 1, 'the task and the plugin ask for different services');
  });

  it('A5 says what Microsoft Entra ID says', async () => {
    const image = await pushAzureImage(fixture, registry);
    const [acr] = [azureLogins['WorkloadIdentityFederation']?.(fixture)];
    assert(acr !== undefined);
    const wrong = { ...acr, parameters: { ...acr.parameters, tenantid: 'another-tenant' } };
    const run = await fixture.sign(image, inputs, { connections: [signer(), wrong] });
    assert.deepEqual(codesOf(run), ['EntraTenantUnknown'], logOf(run));
    assert.match(wordsOf(run), /AADSTS90002: Tenant 'another-tenant' not found/);
  });
});
