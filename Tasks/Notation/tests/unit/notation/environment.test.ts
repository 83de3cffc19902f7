import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EnvironmentOverrides, notationEnvironment } from '../../../src/notation/environment';
import type { Workspace } from '../../../src/notation/workspace';
import { type NotationVersion, parseVersion } from '../../../src/notation/version';
import { onPlatform } from '../platform';

const home: Workspace = {
  root: '/t/n',
  config: '/t/n/config/notation',
  cache: '/t/n/cache',
  credentials: '/t/n/credentials',
  layouts: '/t/n/layouts',
};
const directories = {
  NOTATION_CONFIG: home.config,
  NOTATION_LIBEXEC: home.config,
  NOTATION_CACHE: home.cache,
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

/** Skips a test on Windows: a process that takes itself for another platform still writes paths as its own does. */
function needPosixPaths(context: Mocha.Context): void {
  if (process.platform === 'win32') context.skip();
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

  it('W4 on Windows a change reaches every spelling of a name, and on Linux that one', () => {
    const step = { HOME: '/h', azure_client_secret: 'x', Azure_Tenant_Id: 'x' };
    const change = { AZURE_CLIENT_SECRET: undefined, AZURE_TENANT_ID: 'own' };
    const namesOn = (platform: NodeJS.Platform): string[] => {
      const given = onPlatform(platform, () => notationEnvironment(step, home, newest, change));
      return Object.keys(given).filter((name) => /^azure/i.test(name));
    };
    assert.deepEqual(namesOn('win32'), ['AZURE_TENANT_ID']);
    assert.deepEqual(namesOn('linux').sort(), [
      'AZURE_TENANT_ID',
      'Azure_Tenant_Id',
      'azure_client_secret',
    ]);
  });

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
      it(`H1 on ${platform}, ${title}, step ${JSON.stringify(step)}`, function () {
        if (platform === 'darwin') needPosixPaths(this);
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
    it(`F9 on ${platform}, 1.1.0 leaves the user's directories to credential helpers, step ${JSON.stringify(step)}`, () => {
      const own = platform === 'win32' ? step : { HOME: '/h', ...step };
      const given = onPlatform(platform, () =>
        notationEnvironment({ HOME: '/h', ...own }, where, parseVersion(['Version: 1.1.0'])),
      );
      assert.deepEqual(given, {
        ...{ HOME: '/h', ...own },
        NOTATION_CONFIG: where.config,
        NOTATION_LIBEXEC: where.config,
        NOTATION_CACHE: where.cache,
      });
    });
  }
});

describe('the environment of later versions where the user has a config.json of notation', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'notation-config-'));
  const places = {
    linux: path.join(root, '.config'),
    win32: path.join(root, 'AppData'),
    darwin: path.join(root, 'Library', 'Application Support'),
  } as const;
  const newer = parseVersion(['Version: 2.0.0-alpha.1']);

  before(() => {
    for (const place of Object.values(places)) {
      mkdirSync(path.join(place, 'notation'), { recursive: true });
      writeFileSync(path.join(place, 'notation', 'config.json'), '{}');
    }
  });

  after(() => {
    rmSync(root, { recursive: true });
  });

  function changed(platform: NodeJS.Platform, step: NodeJS.ProcessEnv): Record<string, unknown> {
    const given = onPlatform(platform, () => notationEnvironment(step, home, newer));
    const kept = Object.entries(given).filter(
      ([name, value]) => !(name in directories) && step[name] !== value,
    );
    return Object.fromEntries(kept);
  }

  const turned = { XDG_CONFIG_HOME: '/t/n/config' };
  const rows: [title: string, NodeJS.Platform, step: NodeJS.ProcessEnv, expected: object][] = [
    ['by HOME', 'linux', { HOME: root }, turned],
    ['by XDG_CONFIG_HOME', 'linux', { HOME: '/h', XDG_CONFIG_HOME: places.linux }, turned],
    ['elsewhere', 'linux', { HOME: root, XDG_CONFIG_HOME: '/u' }, {}],
    ['below a relative path', 'linux', { HOME: '/h', XDG_CONFIG_HOME: 'u' }, turned],
    ['by APPDATA', 'win32', { HOME: '/h', APPDATA: places.win32 }, { APPDATA: '/t/n/config' }],
    ['in an APPDATA that is not known', 'win32', { HOME: '/h' }, { APPDATA: '/t/n/config' }],
    [
      'by HOME on macOS',
      'darwin',
      { HOME: root },
      { HOME: '/t/n', DOCKER_CONFIG: `${root}/.docker`, AZURE_CONFIG_DIR: `${root}/.azure` },
    ],
  ];
  for (const [title, platform, step, expected] of rows) {
    it(`H1 is confined where that file is found ${title} (${platform})`, function () {
      if (platform === 'darwin') needPosixPaths(this);
      assert.deepEqual(changed(platform, step), expected);
    });
  }

  it('H1 is confined where it cannot be told whether there is one', function () {
    needPosixPaths(this);
    const file = path.join(root, 'file');
    writeFileSync(file, '');
    assert.deepEqual(changed('linux', { HOME: '/h', XDG_CONFIG_HOME: file }), turned);
  });
});
