import { capturedDuring, commandsIn } from '../agentLibrary';
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sinon from 'sinon';
import { type AzureIdentity, azureIdentity } from '../../../src/azure/identity';
import type { ErrorCode } from '../../../src/messages';
import { givenConnections } from './givenConnections';

const pem = '-----BEGIN PRIVATE KEY-----\nAAAAAAAA\n-----END PRIVATE KEY-----';
const application = { tenantid: 'tenant-1', serviceprincipalid: 'client-1' };
const secret = { ...application, serviceprincipalkey: 'secret-1' };
const certificate = {
  ...{ ...application, authenticationType: 'spnCertificate', servicePrincipalCertificate: pem },
};

describe('azureIdentity', () => {
  let directory: string;
  let output: string;

  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(tmpdir(), 'service-connection-'));
  });
  afterEach(() => {
    sinon.restore();
    fs.rmSync(directory, { recursive: true });
  });

  async function identityOf(
    scheme: string | undefined,
    parameters: Record<string, string>,
  ): Promise<AzureIdentity> {
    givenConnections({ id: { scheme, parameters } });
    let identity: AzureIdentity | undefined;
    output = await capturedDuring(async () => {
      identity = await azureIdentity('id', directory);
    });
    assert(identity !== undefined);
    return identity;
  }

  /** What is set; all else of an identity must be removed. */
  function setBy({ environment }: AzureIdentity): Record<string, string> {
    const entries = Object.entries(environment);
    assert(entries.length >= 9 && entries.every(([name]) => name.startsWith('AZURE_')));
    return Object.fromEntries(
      entries.filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  }

  it('I6 leaves the identity to the machine where no connection is named', async () => {
    const { credentialType, environment } = await azureIdentity(undefined, directory);
    assert.deepEqual(
      { credentialType, environment },
      { credentialType: undefined, environment: {} },
    );
  });

  for (const scheme of ['ServicePrincipal', 'serviceprincipal']) {
    it(`A1 signs in by a secret: ${scheme}`, async () => {
      const identity = await identityOf(scheme, secret);
      assert.equal(identity.credentialType, 'environment');
      assert.deepEqual(setBy(identity), {
        ...{ AZURE_TENANT_ID: 'tenant-1', AZURE_CLIENT_ID: 'client-1' },
        AZURE_CLIENT_SECRET: 'secret-1',
      });
      assert.deepEqual(fs.readdirSync(directory), []);
      assert.deepEqual(commandsIn(output), ['task.setsecret]secret-1']);
    });
  }

  it('A1 signs in by a certificate, in a file for its user alone', async () => {
    const identity = await identityOf('ServicePrincipal', certificate);
    const { AZURE_CLIENT_CERTIFICATE_PATH: file = '', ...others } = setBy(identity);
    assert.equal(identity.credentialType, 'environment');
    assert.deepEqual(others, { AZURE_TENANT_ID: 'tenant-1', AZURE_CLIENT_ID: 'client-1' });
    assert.equal(path.dirname(file), directory);
    assert.equal(fs.readFileSync(file, 'utf8'), pem);
    if (process.platform !== 'win32') assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(
      commandsIn(output),
      pem.split('\n').map((line) => `task.setsecret]${line}`),
    );
  });

  it('A1 signs in by the managed identity', async () => {
    const identity = await identityOf('ManagedServiceIdentity', {});
    assert.equal(identity.credentialType, 'managedid');
    assert.deepEqual(setBy(identity), {});
  });

  it('H4 shows no secret but to have it masked', async () => {
    await identityOf('ServicePrincipal', secret);
    const shown = output.replace(/^@@vso\[task\.setsecret\].*$/gm, '');
    assert(!shown.includes('secret-1'));
  });

  type Row = [
    code: ErrorCode,
    scheme: string | undefined,
    parameters: Record<string, string>,
    value: string,
  ];
  const refused: Row[] = [
    ['ConnectionSchemeUnknown', 'Certificate', secret, 'Certificate'],
    ['ConnectionSchemeUnknown', undefined, secret, ''],
    ['ConnectionIncomplete', 'ServicePrincipal', application, 'serviceprincipalkey'],
    ['ConnectionIncomplete', 'ServicePrincipal', { ...secret, tenantid: '' }, 'tenantid'],
    [
      'ConnectionIncomplete',
      'ServicePrincipal',
      { ...secret, serviceprincipalid: '' },
      'serviceprincipalid',
    ],
    [
      'ConnectionIncomplete',
      'ServicePrincipal',
      { ...certificate, servicePrincipalCertificate: '' },
      'servicePrincipalCertificate',
    ],
    ['ConnectionIncomplete', 'WorkloadIdentityFederation', {}, 'tenantid'],
  ];
  for (const [code, scheme, parameters, value] of refused) {
    it(`A6 names connection and '${value}': ${code} of ${scheme ?? 'none'}`, async () => {
      await assert.rejects(identityOf(scheme, parameters), { code, values: ['id', value] });
      assert.deepEqual(fs.readdirSync(directory), []);
    });
  }
});
