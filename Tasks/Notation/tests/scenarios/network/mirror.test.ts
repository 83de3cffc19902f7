import assert from 'node:assert/strict';
import type { JobOptions } from '../../../../../emulator/job';
import type { StepRun } from '../../../../../emulator/run';
import {
  type ReleaseHost,
  codes,
  logOf,
  openReleaseHost,
} from '../../fixtures/network/releaseHost';
import { assertHidden } from '../../fixtures/secrets';

/** Where nobody listens: the release host of an agent that cannot reach github.com. */
const unreachable = 'http://127.0.0.1:1';

describe('a mirror, where the release host cannot be reached', () => {
  let releaseHost: ReleaseHost;

  beforeEach(async () => {
    releaseHost = await openReleaseHost({ versions: ['1.2.0', '1.3.2'], host: unreachable });
  });

  afterEach(() => releaseHost.close());

  function assertSucceeded(step: StepRun): void {
    assert.deepEqual([step.result, step.issues], ['Succeeded', []], logOf(step));
  }

  function pathOf(version: string): string {
    return new URL(releaseHost.releases[version]?.url ?? '').pathname;
  }

  it('N5 none: ends, with one clear error that names the release host', async () => {
    const step = await releaseHost.install(releaseHost.job());
    assert.deepEqual([step.result, codes(step)], ['Failed', ['DownloadFailed']], logOf(step));
    const message = step.issues[0]?.message ?? '';
    assert(
      message.startsWith(
        `DownloadFailed: ${unreachable}${pathOf('1.3.2')} could not be downloaded`,
      ),
      message,
    );
    assert.match(message, /ECONNREFUSED/);
  });

  /** The ways to name a mirror: options of the job, inputs of the step. */
  const ways: [title: string, (url: string) => [JobOptions, Record<string, string>]][] = [
    ['the input mirrorUrl', (url) => [{}, { mirrorUrl: url }]],
    ['the input by a secret variable', (url) => [{ secrets: { m: url } }, { mirrorUrl: '$(m)' }]],
    ['the variable', (url) => [{ variables: { 'Notation.MirrorUrl': url } }, {}]],
    ['the variable, a secret one', (url) => [{ secrets: { 'Notation.MirrorUrl': url } }, {}]],
    ['the environment of the agent', (url) => [{ environment: { NOTATION_MIRRORURL: url } }, {}]],
  ];
  for (const [title, name] of ways) {
    it(`N5 named by ${title}: serves notation`, async () => {
      const [options, inputs] = name(releaseHost.server.url);
      assertSucceeded(await releaseHost.install(releaseHost.job(options), inputs));
      assert.deepEqual(
        releaseHost.server.requests.map(({ url }) => url),
        [pathOf('1.3.2')],
      );
    });

    it(`N5 named by ${title}, with secrets in it: uses them and shows none`, async () => {
      const [user, password, token] = ['mirror-reader', 'p@ss:word/of-mirror', 'tok+en/of=mirror'];
      const mirror = new URL(`${releaseHost.server.url}/?sp=r&token=${encodeURIComponent(token)}`);
      [mirror.username, mirror.password] = [user, password];
      const [options, inputs] = name(mirror.href);
      const step = await releaseHost.install(releaseHost.job({ debug: true, ...options }), inputs);
      assertSucceeded(step);
      const [request] = releaseHost.server.requests;
      assert.equal(request?.url, `${pathOf('1.3.2')}?sp=r&token=${encodeURIComponent(token)}`);
      const basic = Buffer.from(`${user}:${password}`).toString('base64');
      assert.equal(request.headers.authorization, `Basic ${basic}`);
      assertHidden(step, [password, mirror.password, token, encodeURIComponent(token), basic]);
    });
  }

  it('N5 named by the input and the variable: the input wins', async () => {
    const job = releaseHost.job({ variables: { 'Notation.MirrorUrl': unreachable } });
    assertSucceeded(await releaseHost.install(job, { mirrorUrl: releaseHost.server.url }));
  });

  it('N5 that fails shows none of its secrets either', async () => {
    const secrets = ['password-of-mirror', 'token-of-mirror'] as const;
    releaseHost.server.setFault(() => ({ kind: 'status', status: 403 }));
    const mirror = new URL(`${releaseHost.server.url}/?token=${secrets[1]}`);
    [mirror.username, mirror.password] = ['reader', secrets[0]];
    const step = await releaseHost.install(releaseHost.job({ debug: true }), {
      mirrorUrl: mirror.href,
    });
    assert.deepEqual([step.result, codes(step)], ['Failed', ['DownloadFailed']], logOf(step));
    const shown = `${releaseHost.server.url}${pathOf('1.3.2')}?…`;
    assert(step.issues[0]?.message.startsWith(`DownloadFailed: ${shown} could not be downloaded`));
    assertHidden(step, secrets);
  });

  for (const prefix of ['/artifactory/github', '/artifactory/github/']) {
    it(`N5 below the path ${prefix} of a server: serves notation`, async () => {
      releaseHost.server.setFault(({ url }) =>
        url.startsWith('/artifactory/github/notaryproject')
          ? { kind: 'redirect', location: url.replace('/artifactory/github', '') }
          : undefined,
      );
      const mirrorUrl = `${releaseHost.server.url}${prefix}`;
      assertSucceeded(await releaseHost.install(releaseHost.job(), { mirrorUrl }));
      assert.equal(releaseHost.server.requests[0]?.url, `/artifactory/github${pathOf('1.3.2')}`);
    });
  }

  for (const value of [
    'ftp://mirror.example',
    'mirror.example',
    '//mirror.example?sig=secret-sig',
  ]) {
    it(`N5 '${value}' is no mirror: refused, without showing it`, async () => {
      const step = await releaseHost.install(releaseHost.job({ debug: true }), {
        mirrorUrl: value,
      });
      assert.deepEqual([step.result, codes(step)], ['Failed', ['UrlMalformed']], logOf(step));
      assert(!step.raw.merged.includes(value));
    });
  }

  it('N5 has no say in an address of the user’s own', async () => {
    const { url = '', sha256 = '' } = releaseHost.releases['1.2.0'] ?? {};
    const inputs = { isCustomVersion: 'true', url, checksum: sha256, mirrorUrl: unreachable };
    const step = await releaseHost.install(releaseHost.job(), inputs);
    assertSucceeded(step);
    const [first = ''] = step.log;
    assert(first.endsWith(`, notation from ${url}`), `F10 ${first}`);
  });
});
