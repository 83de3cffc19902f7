import assert from 'node:assert/strict';
import { type EnvironmentOverrides, notationEnvironment } from '../../../src/notation/environment';
import type { Workspace } from '../../../src/notation/workspace';
import { type NotationVersion, parseVersion } from '../../../src/notation/version';
import { onPlatform } from '../platform';

const home: Workspace = {
  root: '/t/n',
  config: '/t/n/config/notation',
  cache: '/t/n/cache',
  credentials: '/t/n/credentials',
};
const directories = {
  NOTATION_CONFIG: home.config,
  NOTATION_LIBEXEC: home.config,
  NOTATION_CACHE: home.cache,
  XDG_CONFIG_HOME: '/t/n/config',
};
const newest = parseVersion(['Version: 1.3.2']);

/** What notation 1.3 gets on Linux. */
function onLinux(step: NodeJS.ProcessEnv, ...changes: EnvironmentOverrides[]): NodeJS.ProcessEnv {
  return onPlatform('linux', () => notationEnvironment(step, home, newest, ...changes));
}

/** What notation 1.3 gets of a step with these variables, but for what it always gets. */
function passed(step: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given = onLinux({ HOME: '/h', ...step });
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => name !== 'HOME' && !(name in directories)),
  );
}

describe('the environment of notation', () => {
  const withheld = [
    ...['INPUT_KEYID', 'ENDPOINT_AUTH_a', 'ENDPOINT_URL_a', 'ENDPOINT_DATA_a_x', 'SECRET_TOKEN'],
    ...['SECUREFILE_TICKET_a', 'VSTS_SECRET_VARIABLES', 'VSTS_TASKVARIABLE_X', 'VSTS_PROCESS'],
    ...['SYSTEM_ACCESSTOKEN', 'AGENT_PROXYPASSWORD', 'AGENT_PROXYUSERNAME', 'AGENT_CLIENTCERT'],
    ...['AGENT_CLIENTCERTPASSWORD', 'AGENT_CLIENTCERTKEY', 'CONTAINER_AUTHENTICATIONTOKEN'],
    ...['NOTATION_EXPERIMENTAL', 'system_accesstoken', 'Input_KeyId', 'VSTS_PROCESS_LOOKUP_IDS'],
  ];
  for (const name of withheld) {
    it(`H8 holds no ${name}`, () => {
      assert.deepEqual(passed({ [name]: 'x' }), {});
    });
  }

  const kept = [
    ...['VSTS_PROCESS_LOOKUP_ID', 'PATH', 'VAULT_TOKEN', 'AWS_PROFILE', 'AZURE_CLIENT_SECRET'],
    ...['HTTPS_PROXY', 'SSL_CERT_FILE', 'DOCKER_CONFIG', 'NOTATION_USERNAME', 'MY_INPUT_X'],
    ...['AGENT_TEMPDIRECTORY', 'SYSTEM_OIDCREQUESTURI', 'XDG_CACHE_HOME', 'NOTATION_CONFIG_X'],
  ];
  for (const name of kept) {
    it(`H8 holds the step's ${name}`, () => {
      assert.deepEqual(passed({ [name]: 'x' }), { [name]: 'x' });
    });
  }

  it('H5 turns notation to the private directories, whatever it inherits', () => {
    const inherited = { NOTATION_CONFIG: '/u', NOTATION_LIBEXEC: '/u', notation_cache: '/u' };
    const given = onLinux({ HOME: '/h', ...inherited });
    assert.deepEqual(given, { HOME: '/h', ...directories });
  });

  for (const step of [{}, { HOME: '' }]) {
    it(`has a HOME where the step's is ${JSON.stringify(step)}`, () => {
      assert.equal(onLinux(step)['HOME'], home.root);
    });
  }

  it('takes changes in their order, and undefined removes', () => {
    const step = { HOME: '/h', A: '1', B: '1', C: '1' };
    const given = onLinux(step, { A: '2', B: undefined }, { C: undefined, A: '3' });
    assert.deepEqual(given, { HOME: '/h', A: '3', ...directories });
    assert.deepEqual(step, { HOME: '/h', A: '1', B: '1', C: '1' });
  });
});

describe('the environment of notation 1.0, which knows no directories', () => {
  const old: [title: string, version: NotationVersion | undefined][] = [
    ['1.0.1', parseVersion(['Version: 1.0.1'])],
    ['a version still to be asked for', undefined],
  ];
  const darwinHome = { ...home, config: '/t/n/Library/Application Support/notation' };
  const rows: [NodeJS.Platform, Workspace, step: object, expected: object][] = [
    ['linux', home, {}, { HOME: '/h', XDG_CONFIG_HOME: '/t/n/config' }],
    ['linux', home, { XDG_CONFIG_HOME: '/u' }, { HOME: '/h', XDG_CONFIG_HOME: '/t/n/config' }],
    ['win32', home, { APPDATA: '/u' }, { HOME: '/h', APPDATA: '/t/n/config' }],
    [
      'darwin',
      darwinHome,
      {},
      { HOME: '/t/n', DOCKER_CONFIG: '/h/.docker', AZURE_CONFIG_DIR: '/h/.azure' },
    ],
    [
      'darwin',
      darwinHome,
      { DOCKER_CONFIG: '/d', AZURE_CONFIG_DIR: '/a' },
      { HOME: '/t/n', DOCKER_CONFIG: '/d', AZURE_CONFIG_DIR: '/a' },
    ],
  ];
  for (const [platform, where, step, expected] of rows) {
    for (const [title, version] of old) {
      it(`H1 on ${platform}, ${title}, step ${JSON.stringify(step)}`, () => {
        const given = onPlatform(platform, () =>
          notationEnvironment({ HOME: '/h', ...step }, where, version),
        );
        const { NOTATION_CONFIG, NOTATION_LIBEXEC, NOTATION_CACHE, ...others } = given;
        assert.deepEqual(others, expected);
        assert.equal(NOTATION_CONFIG, where.config);
        assert.equal(NOTATION_LIBEXEC, where.config);
        assert.equal(NOTATION_CACHE, where.cache);
      });
    }
    it(`H1 on ${platform}, 1.1.0 finds no configuration of the user's but on macOS`, () => {
      const given = onPlatform(platform, () =>
        notationEnvironment({ HOME: '/h', ...step }, where, parseVersion(['Version: 1.1.0'])),
      );
      assert.deepEqual(given, {
        ...(platform === 'darwin' ? { HOME: '/h', ...step } : expected),
        NOTATION_CONFIG: where.config,
        NOTATION_LIBEXEC: where.config,
        NOTATION_CACHE: where.cache,
      });
    });
  }
});
