import '../agentLibrary';
import assert from 'node:assert/strict';
import { jsonOf } from '../../../src/report/json';
import { artifact, report } from './results';

const command = '#'.repeat(2) + 'vso[task.complete result=Skipped]';

describe('jsonOf', () => {
  it('G1 holds no command for the agent, and says it all the same', () => {
    const given = { ...artifact(), signer: command, policyStatement: `#${command}` };
    const json = [...jsonOf(report([given]), 'Succeeded', '1.2.3')].join('');
    assert(!json.includes('##'), 'two number signs stand side by side');
    const { artifacts } = JSON.parse(json) as { artifacts: Record<string, unknown>[] };
    assert.equal(artifacts[0]?.['signer'], command);
    assert.equal(artifacts[0]['policyStatement'], `#${command}`);
  });
});
