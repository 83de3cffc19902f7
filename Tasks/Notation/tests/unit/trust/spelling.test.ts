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

  const pairs: readonly (readonly [name: string, other: string])[] = [
    ['docker.io', 'index.docker.io'],
    ['docker.io', 'registry-1.docker.io:443'],
    ['r.example', 'r.example:443'],
    ['r.example:0443', 'R.example'],
    ['r.example:5000', 'r.example:05000'],
    ['[::1]:5000', '[0:0:0:0:0:0:0:1]:5000'],
    ['127.0.0.1:5000', '127.1:5000'],
  ];
  for (const [name, other] of pairs) {
    it(`F2 knows ${name} and ${other} for one registry`, () => {
      for (const [mine, theirs] of [
        [name, other],
        [other, name],
      ]) {
        const policy = policyOf([`${theirs ?? ''}/team/app`], ['*']);
        const scope = `${mine ?? ''}/team/app`;
        assert.equal(applicableStatement(withSpellings(policy, [scope]), scope)?.name, 's0');
      }
    });
  }

  for (const other of ['r.example:80', 'r.example.evil', 'r.example:4430', 'r-example:443']) {
    it(`F2 takes r.example and ${other} for two registries`, () => {
      const policy = policyOf(['r.example/team/app'], ['*']);
      assert.equal(withSpellings(policy, [`${other}/team/app`]), policy);
    });
  }
});
