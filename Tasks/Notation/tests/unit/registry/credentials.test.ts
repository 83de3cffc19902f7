import { capturedDuring, commandsIn } from '../agentLibrary';
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { askCredentialHelper } from '../../../src/registry/credentialHelper';
import { type CredentialSources, createCredentialStore } from '../../../src/registry/credentials';
import type { Credential } from '../../../src/registry/credential';
import { assertGone, pidIn } from '../../fixtures/processes';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const password = (username: string, word: string): Credential => ({
  kind: 'password',
  username,
  password: word,
});

describe('docker logins', () => {
  let folder: string;
  let bin: string;
  let output: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'docker-config-'));
    bin = path.join(folder, 'bin');
    mkdirSync(bin);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const configFile = (): string => path.join(folder, 'config.json');

  /** A helper that is a shell script. */
  function helper(name: string, script: string): void {
    const file = path.join(bin, `docker-credential-${name}`);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  async function find(
    config: unknown,
    registry = 'r.example:5000',
    changes: Partial<CredentialSources> = {},
  ): Promise<Credential | undefined> {
    if (config !== undefined) {
      writeFileSync(configFile(), typeof config === 'string' ? config : JSON.stringify(config));
    }
    const environment = {
      DOCKER_CONFIG: folder,
      PATH: `${bin}:/usr/bin:/bin`,
      ...changes.environment,
    };
    const store = createCredentialStore({ login: undefined, ...changes, environment });
    let found: Credential | undefined;
    output = await capturedDuring(async () => {
      store.check(registry);
      found = await store.find(registry);
    });
    return found;
  }

  const forms: readonly [name: string, entry: object, credential: Credential | undefined][] = [
    ['auth', { auth: base64('user:word') }, password('user', 'word')],
    ['auth with colons', { auth: base64('user:w:or:d') }, password('user', 'w:or:d')],
    ['auth with zeros', { auth: base64('user:word\0\0') }, password('user', 'word')],
    ['username and password', { username: 'user', password: 'word' }, password('user', 'word')],
    ['identitytoken', { identitytoken: 'tok' }, { kind: 'identityToken', token: 'tok' }],
    [
      'identitytoken beside auth',
      { auth: base64('<token>:x'), identitytoken: 'tok' },
      { kind: 'identityToken', token: 'tok' },
    ],
    ['registrytoken', { registrytoken: 'tok' }, { kind: 'registryToken', token: 'tok' }],
    ['nothing', {}, undefined],
  ];
  for (const [name, entry, credential] of forms) {
    it(`R6 reads ${name}`, async () => {
      assert.deepEqual(await find({ auths: { 'r.example:5000': entry } }), credential);
    });
  }

  const keys: readonly [key: string, registry: string, isFound: boolean][] = [
    ['r.example:5000', 'r.example:5000', true],
    ['R.Example:5000', 'r.example:5000', true],
    ['r.example:5000', 'R.EXAMPLE:5000', true],
    ['https://r.example:5000', 'r.example:5000', true],
    ['https://r.example:5000/v1/', 'r.example:5000', true],
    ['http://r.example:5000/v2/', 'r.example:5000', true],
    ['r.example', 'r.example:5000', false],
    ['r.example:5001', 'r.example:5000', false],
    ['evil-r.example:5000', 'r.example:5000', false],
    ['https://index.docker.io/v1/', 'docker.io', true],
    ['docker.io', 'docker.io', true],
    ['index.docker.io', 'registry-1.docker.io', true],
  ];
  for (const [key, registry, isFound] of keys) {
    it(`R6 F2 ${isFound ? 'finds' : 'does not find'} the login of ${registry} under ${key}`, async () => {
      const found = await find({ auths: { [key]: { auth: base64('user:word') } } }, registry);
      assert.equal(found !== undefined, isFound);
    });
  }

  it('R6 prefers the exact key to another spelling', async () => {
    const auths = {
      'R.example:5000': { auth: base64('other:word') },
      'r.example:5000': { auth: base64('user:word') },
    };
    assert.deepEqual(await find({ auths }), password('user', 'word'));
  });

  const broken: readonly [name: string, text: string][] = [
    ['an empty file', ''],
    ['a blank file', ' \n'],
    ['half a file', '{"auths":{"r.example:5000":{"auth":"c2VjcmV0'],
    ['a list', '[]'],
    ['null', 'null'],
    ['auths that is a list', '{"auths":[]}'],
    ['credHelpers that is text', '{"credHelpers":"x"}'],
    ['auth that is no base64', '{"auths":{"r.example:5000":{"auth":"c2Vj!cmV0"}}}'],
    ['auth without a colon', `{"auths":{"r.example:5000":{"auth":"${base64('secret')}"}}}`],
    ['auth that is a number', '{"auths":{"r.example:5000":{"auth":7}}}'],
    ['an entry that is text', '{"auths":{"r.example:5000":"secret"}}'],
    ['a helper that is a path', '{"credsStore":"../../evil"}'],
    ['a helper that is a list', '{"credHelpers":{"r.example:5000":["x"]}}'],
  ];
  for (const [name, text] of broken) {
    it(`R6 F6 refuses ${name} by the name of the file`, async () => {
      await assert.rejects(find(text), (error: { code: string; values: string[] }) => {
        assert.equal(error.code, 'DockerConfigUnreadable');
        assert.equal(error.values[0], configFile());
        assert.doesNotMatch(error.values.join(), /secret|c2Vj/);
        return true;
      });
    });
  }

  it('R6 takes no login where there is no file', async () => {
    assert.equal(await find(undefined), undefined);
  });

  it('R6 reads the user’s own configuration where DOCKER_CONFIG is not set', async () => {
    mkdirSync(path.join(folder, '.docker'));
    const config = { auths: { 'r.example:5000': { auth: base64('home:word') } } };
    writeFileSync(path.join(folder, '.docker', 'config.json'), JSON.stringify(config));
    const environment = { DOCKER_CONFIG: '' };
    const found = await find(undefined, undefined, { environment, userHome: folder });
    assert.deepEqual(found, password('home', 'word'));
  });

  describe('order and masks', () => {
    const config = { auths: { 'r.example:5000': { auth: base64('docker:d-word') } } };
    const login = { registry: 'r.example:5000', username: 'step', password: 's-word' };
    const environment = { NOTATION_USERNAME: 'env', NOTATION_PASSWORD: 'e-word' };

    it('R6 takes the service connection of the registry first', async () => {
      assert.deepEqual(
        await find(config, undefined, { login, environment }),
        password('step', 's-word'),
      );
    });

    it('R6 takes the variables of the step next', async () => {
      const other = { ...login, registry: 'other.example' };
      const found = await find(config, undefined, { login: other, environment });
      assert.deepEqual(found, password('env', 'e-word'));
    });

    it('R6 takes a password without a user for an identity token', async () => {
      const found = await find(config, undefined, { environment: { NOTATION_PASSWORD: 'tok' } });
      assert.deepEqual(found, { kind: 'identityToken', token: 'tok' });
    });

    it('R6 regards a broken configuration only where it counts', async () => {
      assert.deepEqual(await find('', undefined, { login }), password('step', 's-word'));
    });

    const masked: readonly [name: string, find: () => Promise<unknown>, secrets: string[]][] = [
      ['docker configuration', () => find(config), ['d-word', base64('docker:d-word')]],
      [
        'variables',
        () => find(config, undefined, { environment }),
        ['e-word', base64('env:e-word')],
      ],
      ['connection', () => find(config, undefined, { login }), ['s-word', base64('step:s-word')]],
      [
        'identity token',
        () => find({ auths: { 'r.example:5000': { identitytoken: 'token-x' } } }),
        ['token-x'],
      ],
    ];
    for (const [name, run, secrets] of masked) {
      it(`S5 R6 masks the ${name} before it is used`, async () => {
        await run();
        assert.deepEqual(
          commandsIn(output),
          secrets.map((secret) => `task.setsecret]${secret}`),
        );
      });
    }
  });

  describe('credential helpers', () => {
    before(function () {
      if (process.platform === 'win32') this.skip(); // scripts of the shell stand in for helpers
    });

    const answer = `echo '{"ServerURL":"x","Username":"user","Secret":"word"}'`;

    it('R6 asks the helper of the registry, by its address on standard input', async () => {
      helper('one', `read address; test "$1-$address" = get-r.example:5000 && ${answer}`);
      const found = await find({ credsStore: 'two', credHelpers: { 'R.example:5000': 'one' } });
      assert.deepEqual(found, password('user', 'word'));
    });

    it('R6 asks the store for any other, Docker Hub by its address', async () => {
      helper('two', `read address; test "$address" = https://index.docker.io/v1/ && ${answer}`);
      const config = { credsStore: 'two', credHelpers: { 'r.example:5000': 'one' } };
      assert.deepEqual(await find(config, 'docker.io'), password('user', 'word'));
    });

    it('R6 asks by the spelling that the login was made with', async () => {
      helper('two', `read address; test "$address" = R.Example:5000 && ${answer}`);
      const config = { credsStore: 'two', auths: { 'R.Example:5000': {} } };
      assert.deepEqual(await find(config), password('user', 'word'));
    });

    it('R6 takes <token> for an identity token', async () => {
      helper('two', `echo '{"Username":"<token>","Secret":"tok"}'`);
      assert.deepEqual(await find({ credsStore: 'two' }), { kind: 'identityToken', token: 'tok' });
    });

    it('R6 takes no login where the helper has none, and masks what it gives', async () => {
      helper('two', 'echo "credentials not found in native keychain"; exit 1');
      assert.equal(await find({ credsStore: 'two' }), undefined);
      helper('two', answer);
      await find({ credsStore: 'two' });
      assert(commandsIn(output).includes('task.setsecret]word'));
    });

    it('R6 F9 hands the helper the environment as it is', async () => {
      helper('two', `test "$XDG_CONFIG_HOME" = /own && ${answer}`);
      const environment = { XDG_CONFIG_HOME: '/own' };
      assert(await find({ credsStore: 'two' }, undefined, { environment }));
    });

    const failing: readonly [name: string, script: string | undefined, reason: RegExp][] = [
      ['is missing', undefined, /no such program/],
      [
        'fails with the secret on its output',
        'echo secret; echo secret >&2; exit 3',
        /exit code 3/,
      ],
      ['answers no JSON', 'echo secret', /not what a credential helper gives/],
      ['answers without a secret', `echo '{"Username":"secret"}'`, /not what/],
      ['writes without end', 'exec yes secret', /more than 131072 bytes/],
      ['writes without end to standard error', 'exec yes secret >&2', /more than 131072 bytes/],
      ['is killed', 'kill -9 $$', /exit code none/],
    ];
    for (const [name, script, reason] of failing) {
      it(`R6 S5 S6 names a helper that ${name}, and shows nothing of what it wrote`, async () => {
        if (script !== undefined) helper('two', script);
        await assert.rejects(
          find({ credsStore: 'two' }),
          (error: { code: string; values: string[] }) => {
            assert.equal(error.code, 'CredentialHelperFailed');
            const [address = '', why = ''] = error.values;
            assert.equal(address, 'r.example:5000');
            assert(why.startsWith('docker-credential-two: '), why);
            assert.match(why, reason);
            assert.doesNotMatch(error.values.join(), /secret/);
            return true;
          },
        );
      });
    }

    it('R6 S6 ends a helper that hangs, with all that it started', async () => {
      const pids = path.join(folder, 'pids');
      helper('two', `sleep 60 & echo $! > ${pids}.new && mv ${pids}.new ${pids}; wait`);
      const environment = { PATH: `${bin}:/usr/bin:/bin` };
      // Mostly the first time is enough for it to start something.
      for (const timeoutMs of [200, 10_000]) {
        const request = { helper: 'two', address: 'r.example', environment, timeoutMs };
        await assert.rejects(askCredentialHelper(request), { code: 'CredentialHelperFailed' });
        if (existsSync(pids)) break;
      }
      await assertGone(pidIn(pids));
    });

    it('R6 waits for no process that a helper leaves behind', async () => {
      helper('two', `${answer}; sleep 60 &`);
      assert.deepEqual(await find({ credsStore: 'two' }), password('user', 'word'));
    });

    it('R6 runs no helper of a folder that PATH names relatively', async () => {
      helper('two', answer);
      const environment = { PATH: `.:bin:${path.relative(process.cwd(), bin)}` };
      await assert.rejects(find({ credsStore: 'two' }, undefined, { environment }), {
        code: 'CredentialHelperFailed',
      });
    });

    it('R6 asks a helper once for all artifacts', async () => {
      const calls = path.join(folder, 'calls');
      helper('two', `echo x >> ${calls}; ${answer}`);
      writeFileSync(configFile(), '{"credsStore":"two"}');
      const environment = { DOCKER_CONFIG: folder, PATH: `${bin}:/usr/bin:/bin` };
      const store = createCredentialStore({ login: undefined, environment });
      await capturedDuring(async () => {
        await Promise.all(['r.example', 'R.example', 'r.example'].map((one) => store.find(one)));
      });
      const { readFileSync } = await import('node:fs');
      assert.equal(readFileSync(calls, 'utf8'), 'x\n');
    });
  });
});
