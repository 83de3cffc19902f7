import assert from 'node:assert/strict';
import { type Challenge, parseChallenge } from '../../../src/registry/challenge';
import { parseReference } from '../../../src/artifacts/reference';
import { canonicalRegistry } from '../../../src/artifacts/registryName';
import { canonicalArtifact, dockerAddress, registryOrigin } from '../../../src/registry/name';

describe('parseChallenge', () => {
  const bearer = (realm: string, service = ''): Challenge => ({ scheme: 'bearer', realm, service });
  const table: readonly [header: string | undefined, challenge: Challenge | undefined][] = [
    ['Bearer realm="https://a/token",service="s",scope="x:y:pull"', bearer('https://a/token', 's')],
    ['bearer REALM="https://a/t" , Service = "s"', bearer('https://a/t', 's')],
    ['Bearer realm=https://a/token,service=s', bearer('https://a/token', 's')],
    ['Bearer realm="a\\"b"', bearer('a"b')],
    ['Basic realm="Registry Realm"', { scheme: 'basic' }],
    ['Basic', { scheme: 'basic' }],
    ['Basic realm="a", Bearer realm="b",service="s"', bearer('b', 's')],
    ['Bearer realm="b", Basic realm="a"', bearer('b')],
    ['Negotiate, Basic realm="a"', { scheme: 'basic' }],
    ['Bearer service="s"', undefined],
    ['Bearer realm="a",realm="b"', undefined],
    ['Bearer realm="a', undefined],
    ['realm="a"', undefined],
    ['Negotiate', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [header, challenge] of table) {
    it(`R1 reads ${header ?? 'no header'}`, () => {
      assert.deepEqual(parseChallenge(header), challenge);
    });
  }

  it('R1 reads a long header in no time', () => {
    assert.equal(parseChallenge('Bearer realm="' + '\\'.repeat(30_000)), undefined);
    assert.equal(parseChallenge('a '.repeat(15_000)), undefined);
  });
});

describe('registry names', () => {
  const origins: readonly [registry: string, isInsecure: boolean, origin: string][] = [
    ['docker.io', false, 'https://registry-1.docker.io'],
    ['index.docker.io', false, 'https://registry-1.docker.io'],
    ['Registry.Example:5000', false, 'https://registry.example:5000'],
    ['registry.example', true, 'http://registry.example'],
    ['localhost:5000', false, 'http://localhost:5000'],
    ['LocalHost:5000', false, 'https://localhost:5000'],
    ['localhost', false, 'https://localhost'],
    ['127.0.0.1:5000', false, 'https://127.0.0.1:5000'],
    ['[::1]:5000', false, 'https://[::1]:5000'],
  ];
  for (const [registry, isInsecure, origin] of origins) {
    it(`F2 calls ${registry} at ${origin}${isInsecure ? ', insecure' : ''}`, () => {
      assert.equal(registryOrigin(registry, isInsecure).origin, origin);
    });
  }

  it('P1 names an artifact of Docker Hub alike by all its names', () => {
    const digest = `sha256:${'1'.repeat(64)}`;
    const names = ['docker.io', 'index.docker.io', 'Registry-1.Docker.io'].map((registry) =>
      canonicalArtifact(parseReference(`${registry}/team/app@${digest}`)),
    );
    assert.deepEqual([...new Set(names)], [`docker.io/team/app@${digest}`]);
    const other = parseReference(`docker.io.example/team/app@${digest}`);
    assert.equal(canonicalArtifact(other), other.name);
  });

  it('R6 knows Docker Hub by all its names', () => {
    for (const name of ['docker.io', 'index.docker.io', 'Registry-1.Docker.io']) {
      assert.equal(canonicalRegistry(name), 'docker.io');
      assert.equal(dockerAddress(name), 'https://index.docker.io/v1/');
    }
    assert.equal(dockerAddress('R.example:5000'), 'r.example:5000');
  });
});
