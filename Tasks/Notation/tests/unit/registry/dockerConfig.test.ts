import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readDockerConfig } from '../../../src/registry/dockerConfig';

describe('readDockerConfig', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'notation-docker-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function login(text: string): unknown {
    writeFileSync(path.join(folder, 'config.json'), text);
    return readDockerConfig({ DOCKER_CONFIG: folder }, '/nonexistent').loginFor('r.example');
  }

  const entry = (auth: string): string => JSON.stringify({ auths: { 'r.example': { auth } } });
  const auth = Buffer.from('user:word').toString('base64');

  it('R6 reads a login', () => {
    const credential = { kind: 'password', username: 'user', password: 'word' };
    assert.deepEqual(login(entry(auth)), { kind: 'credential', credential });
  });

  const refused: readonly [name: string, text: string][] = [
    ['of more than 4 MiB, even a good one', entry(auth) + ' '.repeat(4 * 1024 * 1024)],
    ['with a login that only seems to be base64', entry(`${auth}*`)],
    ['with a login in the alphabet of addresses', entry(`${auth}-_`)],
  ];
  for (const [name, text] of refused) {
    it(`R6 F6 refuses a configuration ${name}`, () => {
      assert.throws(() => login(text), { code: 'DockerConfigUnreadable' });
    });
  }
});
