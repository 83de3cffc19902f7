import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseReference } from '../../../src/artifacts/reference';
import { openTrust } from '../../../src/commands/trust';
import type { TaskError } from '../../../src/errors';

describe('openTrust', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'open-trust-'));
    const store = path.join(folder, 'x509/ca/a');
    mkdirSync(store, { recursive: true });
    writeFileSync(path.join(store, 'a.pem'), '');
  });
  after(() => rmSync(folder, { recursive: true }));

  const publisher = { name: 'p', registries: ['p.example'], identities: [], certificates: [] };

  /** The codes of what is wrong with policies that skip, one a list of scopes, beside the publisher. */
  function codes(image: string, ...lists: readonly (readonly string[])[]): string[] {
    const files = lists.map((registryScopes, at) => {
      const file = path.join(folder, `${at}.json`);
      const signatureVerification = { level: 'skip' };
      const statement = { name: 's', registryScopes, signatureVerification };
      writeFileSync(file, JSON.stringify({ version: '1.0', trustPolicies: [statement] }));
      return file;
    });
    const policies = { files, store: folder };
    try {
      openTrust({ kind: 'policy', policies, publishers: [publisher] }, [parseReference(image)]);
      return [];
    } catch (error) {
      assert(error instanceof AggregateError);
      return error.errors.map((one) => (one as TaskError).code);
    }
  }

  it('D7 refuses a policy that names a registry of the publisher, by a pattern too', () => {
    for (const scope of ['P.Example/app', 'p.example:443/app', 'p.example/*', 'p.example/team/*']) {
      for (const image of ['p.example/app:v1', 'r.example/app:v1']) {
        const found = codes(image, ['r.example/app', scope]);
        assert.deepEqual(found, ['ConflictingTrustInputs'], `${scope} ${image}`);
      }
    }
    assert.deepEqual(codes('p.example/app:v1', ['*']), []);
    assert.deepEqual(codes('p.example/app:v1', ['p.example.org/app', 'p.example:444/app']), []);
  });

  it('D8 demands that each policy covers each repository', () => {
    assert.deepEqual(codes('r.example/app:v1', ['r.example/*'], ['r.example/other']), [
      'ScopeNotCovered',
    ]);
  });

  it('D7 gives each publisher the repositories in its own registries, and no other', () => {
    const other = { ...publisher, name: 'q', registries: ['q.example'] };
    const images = ['p.example/a:1', 'q.example/b:1', 'p.example/a:2'].map(parseReference);
    const publishers = [publisher, other, { ...publisher, name: 'r', registries: ['r.example'] }];
    const trust = openTrust({ kind: 'policy', policies: undefined, publishers }, images);
    assert.deepEqual(
      trust.publishers.map((one) => [one.publisher.name, one.scopes]),
      [
        ['p', ['p.example/a']],
        ['q', ['q.example/b']],
      ],
    );
  });
});
