import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { type PasswordStore, createPasswordStore } from '../../doubles/passwordStore';
import { type Registry, startRegistry } from '../../doubles/registry/registry';
import { TestJob } from '../../fixtures/job/testJob';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import { storeSigned } from '../../fixtures/registry/content';
import { authOf, writeDockerConfig } from '../../fixtures/registry/logins';
import { assertHidden, shownBy } from '../../fixtures/secrets';
import { endedWith, openSuiteWorld } from '../../fixtures/suite';
import { newestNotation, requireTool } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';

const login = { username: 'reader', password: 'the-pass-word-in-pass' };

describe('R6 the real docker-credential-pass', () => {
  let world: World;
  let store: PasswordStore;
  let registries: Registry[];

  before(async function () {
    requireTool(this, 'pass', 'credentialPass');
    world = await openSuiteWorld(this);
    registries = [];
    for (const kind of ['basic', 'bearer'] as const) {
      const authentication = { kind, ...login };
      registries.push(endedWith(this, await startRegistry({ authentication })));
    }
    store = endedWith(this, createPasswordStore(mkdtempSync(path.join(world.root, 'p-'))));
    for (const { host } of registries) store.store(host, login);
  });

  async function verify(
    registry: Registry,
    config: object,
    changes: Readonly<Record<string, string>> = {},
  ) {
    registry.reset();
    const { reference } = storeSigned(registry, 'team/app', world.certificate);
    const { job } = TestJob.at(world, newestNotation());
    writeDockerConfig(job, config);
    const folders = [path.dirname(newestNotation().path), store.env['PATH']];
    const env = { ...store.env, PATH: folders.join(path.delimiter), ...changes };
    const inputs = { command: 'verify', artifactRefs: reference, ...world.trust(job) };
    return job.run(world.task, { inputs, env });
  }

  const configurations: readonly [name: string, config: (host: string) => object][] = [
    ['credsStore', () => ({ credsStore: 'pass' })],
    ['credHelpers', (host) => ({ credHelpers: { [host]: 'pass' } })],
    // What `docker login` leaves beside the helper's name.
    [
      'credsStore, beside an empty entry',
      (host) => ({ credsStore: 'pass', auths: { [host]: {} } }),
    ],
  ];
  for (const [name, config] of configurations) {
    it(`R6 gives a login by ${name}, for Basic and for tokens`, async () => {
      for (const registry of registries) {
        const run = await verify(registry, config(registry.host));
        assert.deepEqual([run.result, run.issues], ['Succeeded', []], logOf(run));
        assertHidden(run, [login.password, authOf(login)]);
      }
    });
  }

  it('R6 names the helper where the key of its store is gone', async () => {
    const [registry] = registries;
    assert(registry !== undefined);
    const GNUPGHOME = path.join(world.root, 'no-key');
    mkdirSync(GNUPGHOME, { mode: 0o700 });
    const run = await verify(registry, { credsStore: 'pass' }, { GNUPGHOME });
    assert.deepEqual(codesOf(run), ['CredentialHelperFailed'], logOf(run));
    const message = run.issues[0]?.message ?? '';
    assert(message.includes('docker-credential-pass') && message.includes(registry.host), message);
    assert.deepEqual(shownBy(run, [login.password]), []);
    assert(registry.requests.every(({ headers }) => headers.authorization === undefined));
  });

  it('R6 tells that the registry wants a login where the store has none for it', async () => {
    const [registry] = registries;
    assert(registry !== undefined);
    const PASSWORD_STORE_DIR = path.join(world.root, 'other-store');
    const other = { credsStore: 'pass' };
    const run = await verify(registry, other, { PASSWORD_STORE_DIR });
    assert(
      ['CredentialHelperFailed', 'RegistryUnauthorized'].includes(codesOf(run)[0] ?? ''),
      logOf(run),
    );
    assert.deepEqual(shownBy(run, [login.password]), []);
  });
});
