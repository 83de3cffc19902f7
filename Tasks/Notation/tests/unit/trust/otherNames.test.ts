import assert from 'node:assert/strict';
import { namedOtherwise } from '../../../src/trust/otherNames';
import { parseTrustPolicy } from '../../../src/trust/policy';

/** The scopes that stand in the way of a repository, of a policy with these scopes and `*`. */
function inTheWay(repository: string, ...scopes: readonly string[]): unknown[] {
  const lists = [...scopes.map((scope) => [scope]), ['*']];
  const trustPolicies = lists.map((registryScopes, at) => ({ name: `s${at}`, registryScopes }));
  const policy = parseTrustPolicy('p.json', JSON.stringify({ trustPolicies }, undefined, 1));
  return namedOtherwise(policy, [repository]).map(({ code, values }) => [code, ...values.slice(1)]);
}

describe('namedOtherwise', () => {
  const pairs: readonly (readonly [name: string, other: string])[] = [
    ['docker.io', 'index.docker.io'],
    ['docker.io', 'Registry-1.docker.io:443'],
    ['r.example', 'R.example:443'],
    ['r.example:0443', 'r.example'],
    ['r.example:5000', 'r.example:05000'],
    ['[::1]:5000', '[0:0:0:0:0:0:0:1]:5000'],
    ['127.0.0.1:5000', '127.1:5000'],
  ];
  for (const [name, other] of [...pairs, ...pairs.map(([a, b]) => [b, a] as const)]) {
    it(`F2 refuses ${name} where the policy has ${other}`, () => {
      for (const scope of ['team/app', 'team/*', '*'].map((rest) => `${other}/${rest}`)) {
        const repository = `${name}/team/app`;
        assert.deepEqual(inTheWay(repository, scope), [['ScopeOtherName', scope, repository]]);
      }
    });
  }

  it('F2 lets a scope decide that has the name, unless another one is more specific', () => {
    const repository = 'r.example:443/team/app';
    const [exact, pattern] = ['r.example/team/app', 'r.example/team/*'];
    assert.deepEqual(inTheWay(repository, exact, repository), []);
    assert.deepEqual(inTheWay(repository, exact, repository.replace('r.', 'R.')), []);
    assert.deepEqual(inTheWay(repository, pattern, 'R.example:443/team/*'), []);
    assert.deepEqual(inTheWay(repository, pattern, repository), []);
    const refused = (scope: string) => [['ScopeOtherName', scope, repository]];
    assert.deepEqual(inTheWay(repository, pattern, 'r.example:443/*'), refused(pattern));
    assert.deepEqual(inTheWay(repository, exact, 'r.example:443/team/*'), refused(exact));
  });

  for (const other of ['r.example:80', 'r.example.evil', 'r.example:4430', 'r-example:443']) {
    it(`F2 takes r.example and ${other} for two registries`, () => {
      const scopes = ['team/app', '*'].map((rest) => `r.example/${rest}`);
      assert.deepEqual(inTheWay(`${other}/team/app`, ...scopes), []);
    });
  }

  it('F2 minds neither the case of the registry, which is no other name, nor other repositories', () => {
    assert.deepEqual(inTheWay('r.example/team/app', 'R.Example/team/app', 'R.EXAMPLE/*'), []);
    assert.deepEqual(
      inTheWay('r.example:443/team/app', 'r.example/team/App', 'r.example/teams/*'),
      [],
    );
  });
});
