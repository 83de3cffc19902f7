import assert from 'node:assert/strict';
import { applicableStatement, parseTrustPolicy } from '../../../src/trust/policy';
import { withSpellings } from '../../../src/trust/spelling';

/** A policy whose statements have these scopes, a statement each list. */
function policyOf(...lists: readonly (readonly string[])[]) {
  const trustPolicies = lists.map((registryScopes, at) => ({ name: `s${at}`, registryScopes }));
  return parseTrustPolicy('p.json', JSON.stringify({ trustPolicies }, undefined, 1));
}

describe('withSpellings', () => {
  it('F2 leaves a policy alone that names the repositories as the step does', () => {
    const policy = policyOf(['LocalHost:5000/app'], ['*']);
    for (const scope of ['LocalHost:5000/app', 'r.example/other']) {
      assert.equal(withSpellings(policy, [scope]), policy);
    }
  });

  it('F2 adds the spellings of the step beside the one of the policy, on its line', () => {
    const policy = policyOf(['a.example/x', 'R.Example:5000/app'], ['*']);
    const scopes = ['r.example:5000/app', 'A.example/x', 'R.EXAMPLE:5000/app', 'A.example/x'];
    const spelled = withSpellings(policy, scopes);
    assert.deepEqual(spelled.statements[0]?.registryScopes, [
      ...['a.example/x', 'A.example/x'],
      ...['R.Example:5000/app', 'R.EXAMPLE:5000/app', 'r.example:5000/app'],
    ]);
    for (const scope of scopes) assert.equal(applicableStatement(spelled, scope)?.name, 's0');
    assert.equal(spelled.text.split('\n').length, policy.text.split('\n').length);
  });

  it('F2 minds the case of a repository', () => {
    const policy = policyOf(['r.example/App']);
    assert.equal(withSpellings(policy, ['r.example/app']), policy);
  });

  it('F2 adds no spelling where two statements could be meant', () => {
    const policy = policyOf(['R.example/app'], ['r.EXAMPLE/app']);
    assert.equal(withSpellings(policy, ['r.example/app']), policy);
    assert.equal(applicableStatement(policy, 'R.example/app')?.name, 's0');
    const one = withSpellings(policyOf(['R.example/app', 'r.EXAMPLE/app']), ['r.example/app']);
    assert.equal(applicableStatement(one, 'r.example/app')?.name, 's0');
  });
});
