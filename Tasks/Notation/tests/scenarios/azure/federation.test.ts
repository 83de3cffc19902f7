import assert from 'node:assert/strict';
import { METADATA_HOST, PIPELINES_HOST } from '../../doubles/azure/cloud';
import { startOidcServer } from '../../doubles/oidcServer';
import { pushImage } from '../../doubles/registry/image';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import { assertSucceeded } from '../../fixtures/inputs/inputFixture';
import { waitUntil } from '../../fixtures/waitUntil';
import { ARM_ID, application, armConnection } from '../../fixtures/azure/connections';
import {
  type AzureFixture,
  type StepOptions,
  leftIn,
  openSuiteFixture,
} from '../../fixtures/azure/azureFixture';

/** Seconds that a token is good for: some are left when it is renewed, on a busy machine too. */
const LIFETIME_S = 12;

const inputs = { azurekvServiceConection: 'azure-connection' };

describe('workload identity federation', () => {
  let fixture: AzureFixture;

  before(async function () {
    fixture = await openSuiteFixture(this);
  });

  function federated(options: StepOptions = {}): StepOptions {
    const known = application(fixture.cloud, { connectionId: ARM_ID });
    return { ...options, connections: [armConnection('WorkloadIdentityFederation', known)] };
  }

  async function images(count: number): Promise<string[]> {
    const { registry } = fixture.world;
    const pushed = Array.from({ length: count }, (_, at) => pushImage(registry, 'app', `v${at}`));
    return (await Promise.all(pushed)).map(({ reference }) => reference);
  }

  it('A2 outlives its token: the file is renewed in time', async () => {
    const { pipelines, directory, vault } = fixture.cloud;
    pipelines.lifetime = LIFETIME_S;
    const given = () => pipelines.requests.filter(({ status }) => status === 200);
    let signatures = 0;
    vault.beforeSignature = async () => {
      signatures += 1;
      if (signatures === 1) pipelines.faults = [503]; // the next renewal fails at first
      // Each of the first two is made when the token was renewed since.
      const least = Math.min(signatures, 2);
      await waitUntil(() => given().length > least, 90_000);
    };
    const artifacts = await images(3);
    const job = fixture.job(federated());
    const run = await fixture.run(job, {
      ...{ command: 'sign', keyid: fixture.keyId, selfSigned: 'true', maxParallel: '1' },
      ...{ ...inputs, artifactRefs: artifacts.join(',') },
    });
    assertSucceeded(run);
    assert.equal(run.outputs['SignedCount'], '3');
    // Each was asked for while the one before was good, and no more often than that takes.
    const times = given().map(({ at }) => at);
    assert.equal(pipelines.requests.length - times.length, 1);
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert(times.length >= 3, pauses.join());
    const least = (LIFETIME_S / 2) * 1000;
    for (const pause of pauses) assert(pause > least && pause < 2 * least, pauses.join());
    assert(
      directory.requests.every(({ status, proof }) => status === 200 && proof === 'federated'),
    );
    const files = fixture
      .calls()
      .map(({ environment }) => environment['AZURE_FEDERATED_TOKEN_FILE']);
    assert.equal(new Set(files).size, 1);
    assert.deepEqual(leftIn(job), []);
    const tokens = run.secrets.filter((secret) => secret.startsWith('eyJ'));
    assert.equal(new Set(tokens).size, times.length, 'a token was not hidden');
    for (const token of tokens) assert(!logOf(run).includes(token));
  });

  it('A3 is asked for again after a failing server and a broken connection', async () => {
    const { pipelines } = fixture.cloud;
    pipelines.faults = [500, 'drop', 503];
    const [artifact = ''] = await images(1);
    assertSucceeded(await fixture.sign(artifact, inputs, federated()));
    const statuses = pipelines.requests.map(({ status }) => status);
    assert.deepEqual(statuses, [500, undefined, 503, 200]);
    for (const { method, connectionId, apiVersion } of pipelines.requests) {
      assert.deepEqual([method, connectionId, apiVersion], ['POST', ARM_ID, '7.1']);
    }
  });

  it('A3 is not asked for without end', async () => {
    const { pipelines, directory } = fixture.cloud;
    pipelines.faults = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? 'drop' : 502));
    const [artifact = ''] = await images(1);
    const run = await fixture.sign(artifact, inputs, federated());
    assert.deepEqual([run.result, codesOf(run)], ['Failed', ['FederatedTokenRefused']]);
    assert(run.issues[0]?.message.includes(ARM_ID), logOf(run));
    assert.equal(pipelines.requests.length, 4);
    assert.deepEqual([directory.requests.length, fixture.calls().length], [0, 0]);
  });

  it('A3 is not asked for again where it is refused', async () => {
    const { pipelines } = fixture.cloud;
    pipelines.faults = [403, 403];
    const [artifact = ''] = await images(1);
    const run = await fixture.sign(artifact, inputs, federated());
    assert.deepEqual(codesOf(run), ['FederatedTokenRefused']);
    assert.match(run.issues[0]?.message ?? '', /status 403/);
    assert.equal(pipelines.requests.length, 1);
  });

  it('A3 is asked of an older server, which does not say where', async () => {
    const [artifact = ''] = await images(1);
    const variables = { 'System.OidcRequestUri': '' };
    assertSucceeded(await fixture.sign(artifact, inputs, federated({ job: { variables } })));
    const [request, ...more] = fixture.cloud.pipelines.requests;
    assert.deepEqual(more, []);
    const {
      'System.TeamProjectId': project,
      'System.PlanId': plan,
      'System.JobId': job,
    } = Object.fromEntries(
      fixture
        .job()
        .variables.all()
        .map(({ name, value }) => [name, value]),
    );
    const path = `/contoso/${project}/_apis/distributedtask/hubs/build/plans/${plan}/jobs/${job}/oidctoken`;
    assert.equal(request?.path, path);
    assert.deepEqual([request.apiVersion, request.method], ['7.2-preview.1', 'POST']);
  });

  const address = 'System.OidcRequestUri';
  const system = 'ENDPOINT_URL_SYSTEMVSSCONNECTION';
  for (const [title, names, before, reason] of [
    ['the address', [address], {}, /not the server of this job/],
    // Without an address that of the collection counts.
    ['the collection', ['System.CollectionUri'], { [address]: '' }, /not the server of this job/],
    ['the address, and who runs the job', [address, system], {}, /no token service/],
  ] as const) {
    it(`H4 is not asked where an earlier step names ${title}: the token of the job would go there`, async () => {
      const [artifact = ''] = await images(1);
      const oidc = await startOidcServer('a.b.c');
      const job = fixture.job(federated({ job: { variables: before } }));
      const lines = names.map((name) => {
        const value = `${new URL(oidc.url).origin}/${name === address ? 'oidctoken' : ''}`;
        return `echo "#""#vso[task.setvariable variable=${name}]${value}"`;
      });
      await job.startScript(lines.join('\n')).done;
      const sign = { command: 'sign', keyid: fixture.keyId, selfSigned: 'true' };
      const run = await fixture.run(job, { ...sign, ...inputs, artifactRefs: artifact });
      await oidc.stop();
      assert.deepEqual(codesOf(run), ['FederatedTokenRefused'], logOf(run));
      assert.match(run.issues[0]?.message ?? '', reason);
      assert.deepEqual([oidc.requests, fixture.cloud.pipelines.requests], [[], []]);
    });
  }

  it('A3 goes by the proxy of the agent, and to nobody else', async () => {
    const [artifact = ''] = await images(1);
    const before = fixture.cloud.proxy.requests.length;
    assertSucceeded(await fixture.sign(artifact, inputs, federated()));
    const asked = fixture.cloud.proxy.requests.slice(before);
    assert(asked.every(({ authorized }) => authorized));
    const targets = new Set(asked.map(({ target }) => target));
    assert(targets.has(`${PIPELINES_HOST}:443`));
    assert(![...targets].some((target) => target.includes(METADATA_HOST)));
  });
});
