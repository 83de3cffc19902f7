import { captured, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import sinon from 'sinon';
import { connection } from '../../../src/agent/serviceConnection';
import { secretInput } from '../../../src/agent/input';

interface Vault {
  storeSecret(name: string, value: string): void;
}

/** What the library keeps of the environment that the agent started the step with. */
const { _vault: vault } = createRequire(__filename)('azure-pipelines-task-lib/internal') as {
  _vault: Vault;
};

describe('what the agent library would write into the debug log', () => {
  afterEach(() => {
    sinon.restore();
  });

  it('H4 is not there of a connection’s secrets', () => {
    vault.storeSecret('ENDPOINT_AUTH_PARAMETER_id-1_SERVICEPRINCIPALKEY', 'the-secret');
    let value: string | undefined;
    let missing: string | undefined = '';
    const output = captured(() => {
      value = connection('id-1').parameter('serviceprincipalkey');
      missing = connection('id-1').parameter('tenantid');
    });
    assert.deepEqual([value, missing], ['the-secret', undefined]);
    assert(!output.includes('the-secret'));
  });

  it('H6 is not there of an input that may hold a secret', () => {
    vault.storeSecret('INPUT_URL', ' https://h/a?sig=the-secret ');
    let value: string | undefined;
    const output = captured(() => {
      value = secretInput('url');
    });
    assert.equal(value, 'https://h/a?sig=the-secret');
    assert(!output.includes('the-secret'));
  });

  it('comes back afterwards', () => {
    const output = captured(() => {
      secretInput('url');
      library.debug('heard');
    });
    assert(output.includes('heard'));
  });
});
