import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expandPatterns } from '../../../src/trust/expand';
import { applicableStatement, parseTrustPolicy } from '../../../src/trust/policy';
import { withSpellings } from '../../../src/trust/spelling';

/** A policy whose statements have these scopes, a statement each list, in an uneven layout. */
function textOf(lists: readonly (readonly string[])[], space: string): string {
  const statements = lists.map(
    (scopes, at) =>
      `{${space}"name":"s${at}",${space}"registryScopes": [${space}${scopes.map((scope) => JSON.stringify(scope)).join(`,${space}`)}${space}], "signatureVerification": {"level":"strict"}}`,
  );
  return `{"version": "1.0",${space}"trustPolicies": [${statements.join(`,${space}`)}${space}]}`;
}

function policyOf(lists: readonly (readonly string[])[], space = '\n') {
  return parseTrustPolicy('p.json', textOf(lists, space));
}

/** The scopes that notation gets, a list a statement, by the statement's name. */
function expanded(lists: readonly (readonly string[])[], ...scopes: string[]) {
  const { statements } = expandPatterns(policyOf(lists), scopes);
  return Object.fromEntries(statements.map((one) => [one.name, one.registryScopes]));
}

/** The rule of the page, said in another way: the position of the statement that decides. */
function decides(lists: readonly (readonly string[])[], scope: string): number | undefined {
  const parts = scope.split('/');
  const wanted = [scope];
  for (let length = parts.length - 1; length > 0; length -= 1) {
    wanted.push(`${parts.slice(0, length).join('/')}/*`);
  }
  for (const one of [...wanted, '*']) {
    const at = lists.findIndex((scopes) => scopes.includes(one));
    if (at >= 0) return at;
  }
  return undefined;
}

const names = ['a', 'ab', 'b'];
const repository = fc
  .array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 })
  .map((parts) => `r.example/${parts.join('/')}`);
const pattern = fc
  .array(fc.constantFrom(...names), { maxLength: 2 })
  .map((parts) => ['r.example', ...parts, '*'].join('/'));
const spaces = fc.constantFrom('', ' ', '\n', '\r\n  ');

/** Scopes, each once, dealt to statements; the scope for all has a statement of its own. */
const listsOf = (scope: fc.Arbitrary<string>): fc.Arbitrary<string[][]> =>
  fc
    .tuple(
      fc.uniqueArray(scope, { maxLength: 12 }),
      fc.array(fc.nat({ max: 4 }), { minLength: 12, maxLength: 12 }),
      fc.option(fc.nat({ max: 5 }), { nil: undefined }),
    )
    .map(([scopes, owners, all]) => {
      const lists = [0, 1, 2, 3, 4].map((owner) => scopes.filter((_, at) => owners[at] === owner));
      const filled = lists.filter((list) => list.length > 0);
      if (all !== undefined) filled.splice(all, 0, ['*']);
      return filled;
    });

describe('expandPatterns', () => {
  it('D6 leaves a policy without patterns byte for byte', () => {
    const each = fc.property(
      listsOf(repository),
      fc.array(repository),
      spaces,
      (lists, scopes, space) => {
        const policy = policyOf(lists, space);
        assert.equal(expandPatterns(policy, scopes), policy);
      },
    );
    fc.assert(each);
  });

  it('D6 gives each repository of the step to the statement that the rule says, and no other', () => {
    const each = fc.property(
      listsOf(fc.oneof(repository, pattern)),
      fc.array(repository, { minLength: 1 }),
      spaces,
      (lists, scopes, space) => {
        const policy = policyOf(lists, space);
        const result = expandPatterns(policy, scopes);
        for (const scope of scopes) {
          const at = decides(lists, scope);
          const name = at === undefined ? undefined : `s${at}`;
          assert.equal(applicableStatement(result, scope)?.name, name, `${scope}: ${result.text}`);
        }
        const added = result.statements
          .flatMap(({ registryScopes }) => registryScopes)
          .filter((scope) => !lists.flat().includes(scope));
        assert(
          added.every((scope) => scopes.includes(scope)),
          result.text,
        );
        assert(
          !result.text.includes('/*') && result.statements.every((one) => one.registryScopes[0]),
        );
        assert.equal(result.text.split('\n').length, policy.text.split('\n').length);
      },
    );
    fc.assert(each, { numRuns: 500 });
  });

  it('D6 takes out statements and scopes that decide for nothing, and keeps the others as they are', () => {
    const lists = [['r.example/x/*'], ['r.example/a', 'r.example/b/*'], ['*'], ['q.example/*']];
    assert.deepEqual(expanded(lists, 'r.example/b/c', 'r.example/b/d', 'q.example/z/z'), {
      s1: ['r.example/a', 'r.example/b/c', 'r.example/b/d'],
      ...{ s2: ['*'], s3: ['q.example/z/z'] },
    });
    assert.deepEqual(expanded([['r.example/x/*']], 'r.example/a'), {});
  });

  it('D6 does not take the beginning of a name for a part, nor the parent for a repository below', () => {
    const lists = [['r.example/team/*'], ['*']];
    for (const scope of [
      'r.example/teams',
      'r.example/team',
      'r.example.org/team/app',
      'r.example/x',
    ]) {
      assert.deepEqual(expanded(lists, scope), { s1: ['*'] }, scope);
    }
  });

  it('D6 leaves what is no pattern for notation to refuse', () => {
    const bad = ['*/app', '*.example/*', 'r.example/a*', 'r.example/*/app', 'r.example/*a', '/*'];
    for (const scope of [...bad, 'r.example/a//*', 'r.example/A/*', 'https://r.example/*', '**']) {
      assert.deepEqual(expanded([[scope]], 'r.example/app'), { s0: [scope] }, scope);
    }
    const besideAll = ['*', 'r.example/*'];
    assert.deepEqual(expanded([besideAll], 'r.example/app'), { s0: besideAll });
    const twice = [['r.example/*'], ['R.Example/*']];
    assert.deepEqual(expanded(twice, 'r.example/app'), { s0: twice[0], s1: twice[1] });
  });

  it('D6 minds no case of letters in a registry, and the case of a repository', () => {
    const scopes = ['R.EXAMPLE/app', 'r.example/app'];
    assert.deepEqual(expanded([['R.Example/*']], ...scopes), { s0: scopes });
    const policy = withSpellings(policyOf([['R.example/app'], ['r.example/*']]), ['r.example/app']);
    const result = expandPatterns(policy, ['r.example/app']);
    assert.equal(applicableStatement(result, 'r.example/app')?.name, 's0');
  });

  it('D6 keeps an entry that is no text, for notation to refuse', () => {
    const text = '{"trustPolicies": [{"name": "s", "registryScopes": ["r.example/x/*", 7]}]}';
    const { text: result } = expandPatterns(parseTrustPolicy('p.json', text), ['r.example/app']);
    assert.equal(result, text.replace('"r.example/x/*", ', ''));
  });

  it('D6 reads thousands of patterns without delay that grows with their square', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => `r.example/p${at}/*`);
    const { statements } = expandPatterns(policyOf([many]), ['r.example/p7/app']);
    assert.deepEqual(statements[0]?.registryScopes, ['r.example/p7/app']);
  });
});
