import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { JobOptions } from '../../../../../emulator/job';
import {
  type ReleaseHost,
  codes,
  fakeNotation,
  logOf,
  openReleaseHost,
} from '../../fixtures/network/releaseHost';

/** Nobody listens there: what is not refused before fails to download. */
const url = 'http://127.0.0.1:9/';

describe('settings of the agent’s proxy that cannot be read', () => {
  let releaseHost: ReleaseHost;

  before(async () => {
    releaseHost = await openReleaseHost();
  });

  after(() => releaseHost.close());

  const login = { username: 'agent', password: 'proxy-password' };
  const list = (value: string): JobOptions => ({
    proxy: { url },
    variables: { 'Agent.ProxyBypassList': value },
  });
  const table: [title: string, options: JobOptions, reason: RegExp][] = [
    ['a list that is no JSON', list('{['), /JSON/],
    ['a list that is none', list('"localhost"'), /no list of texts/],
    ['a list of numbers', list('[1]'), /no list of texts/],
    [
      'a pattern in place of an expression',
      { proxy: { url, bypass: ['*.example.com'] } },
      /Invalid regular expression: \/\*\.example\.com\//,
    ],
    ['an address that is none', { proxy: { url: 'proxy.example.com' } }, /Invalid URL/],
    [
      'an address that is none, with a login',
      { proxy: { url: 'proxy.example.com', ...login } },
      /Invalid URL/,
    ],
    [
      'an address without a scheme',
      { proxy: { url: 'proxy.example.com:8080' } },
      /must begin with http:/,
    ],
    [
      'an address without a scheme, with a login',
      { proxy: { url: 'proxy.example.com:8080', ...login } },
      /must begin with http:/,
    ],
  ];
  for (const [title, options, reason] of table) {
    it(`N6 ${title}: said before anything is downloaded`, async () => {
      const step = await releaseHost.install(releaseHost.job(options));
      assert.deepEqual([step.result, codes(step)], ['Failed', ['ProxyMalformed']], logOf(step));
      assert.match(step.issues[0]?.message ?? '', reason);
      assert(!logOf(step).includes(login.password));
    });
  }

  /** What only notation is told of the proxy; it does without what it cannot be told. */
  const verifying = {
    command: 'inspect',
    artifactRefs: `localhost:1/app@sha256:${'0'.repeat(64)}`,
  };

  const pattern: JobOptions = { proxy: { url, bypass: ['*.example.com'] } };

  /** A folder with a notation that tells its version, and fails at all else. */
  function folderWithNotation(): string {
    const folder = path.join(releaseHost.root, 'preinstalled');
    const program = `${fakeNotation('1.3.2')}[ "$1" = version ]\n`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'notation'), program, { mode: 0o755 });
    return `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`;
  }

  for (const [title, options, code] of [
    ['a list that is no JSON', list('{['), 'ProxyMalformed'],
    ['an address that is none', { proxy: { url: 'proxy.example.com' } }, 'ProxyMalformed'],
    ['a pattern in place of an expression', pattern, 'RegistryUnavailable'],
  ] as const) {
    it(`N6 ${title}: a step without a download ends as ${code}`, async () => {
      const job = releaseHost.job({ ...options, environment: { PATH: folderWithNotation() } });
      const step = await job.run(releaseHost.task, { inputs: verifying });
      assert.deepEqual([step.result, codes(step)], ['Failed', [code]], logOf(step));
    });
  }

  it('N6 a pattern in place of an expression: said before a step installs for itself', async () => {
    const job = releaseHost.job({ ...pattern, environment: { PATH: releaseHost.root } });
    const keyid = 'https://test.vault.azure.net/keys/signer/0';
    const inputs = { ...verifying, command: 'sign', keyid, selfSigned: 'true' };
    const step = await job.run(releaseHost.task, { inputs });
    assert.deepEqual([step.result, codes(step)], ['Failed', ['ProxyMalformed']], logOf(step));
  });
});
