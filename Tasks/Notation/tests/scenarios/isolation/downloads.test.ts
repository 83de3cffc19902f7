import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import type { StepRun } from '../../../../../emulator/run';
import { checksum, releaseArchive, thisPlatform } from '../../doubles/releases';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import { Traces } from '../../fixtures/traces';
import { type World } from '../../fixtures/world';
import { shownBy } from '../../fixtures/secrets';

const signature = 'q8/Xw3+vY0Zt/7uB2Kk1A5dQm==';
const login = { username: 'mirror-user', password: 'p@ss/w0rd-of-the-mirror' };
const basic = Buffer.from(`${login.username}:${login.password}`).toString('base64');

/** A way in which an address may hold a secret: how it does, and all forms in which that could show. */
interface Disguise {
  readonly name: string;
  readonly apply: (url: string) => string;
  readonly forms: readonly string[];
}

const encodedCommands: readonly Disguise[] = [
  {
    name: 'a SAS signature',
    apply: (url) =>
      `${url}?sv=2024-11-04&se=2027-01-01&sr=b&sp=r&sig=${encodeURIComponent(signature)}`,
    forms: [signature, encodeURIComponent(signature)],
  },
  {
    name: 'a token in its query',
    apply: (url) => `${url}?access_token=${encodeURIComponent(login.password)}#part`,
    forms: [login.password, encodeURIComponent(login.password)],
  },
  {
    name: 'user and password',
    apply: (url) => {
      const { username, password } = login;
      return url.replace(
        '//',
        `//${encodeURIComponent(username)}:${encodeURIComponent(password)}@`,
      );
    },
    forms: [login.password, encodeURIComponent(login.password), basic],
  },
];

describe('an address with a secret in it', function () {
  let world: World;
  let file: string;
  let sha256: string;
  let refusing: string;
  let redirected: string[];

  before(async function () {
    world = await openSuiteWorld(this);
    const program = readFileSync(newestNotation().path);
    const archive = await releaseArchive('tar.gz', 'notation', program);
    sha256 = checksum(archive);
    file = world.releases.add('someone/notation', '9.9.9', `n_${thisPlatform()}.tar.gz`, archive);
    refusing = file.replace(/:\d+\//, `:${await closedPort()}/`);
  });

  beforeEach(() => {
    redirected = [];
    // Of the addresses with a user, the host gives nothing to strangers; it answers every other way as told.
    world.releases.setFault(({ url, headers }) => {
      const to = /\/elsewhere$/.exec(url);
      if (to !== null) redirected.push(headers.authorization ?? 'nobody');
      if (url.includes('/moved/')) {
        const other = world.releases.url.replace('127.0.0.1', 'localhost');
        return { kind: 'redirect', location: `${other}/elsewhere` };
      }
      const isStranger = headers.authorization !== `Basic ${basic}`;
      if (url.includes('?') || !isStranger || to !== null) return undefined;
      return { kind: 'status', status: 401, headers: { 'WWW-Authenticate': 'Basic realm="r"' } };
    });
  });

  afterEach(() => {
    world.releases.setFault(undefined);
  });

  async function install(url: string, sum = sha256): Promise<StepRun> {
    const job = world.job({ debug: true });
    const inputs = { command: 'install', isCustomVersion: 'true', url, checksum: sum };
    const traces = new Traces(job);
    const done = await job.run(world.task, { inputs });
    assert.deepEqual(traces.left('install', done), []);
    return done;
  }

  for (const { name, apply, forms } of encodedCommands) {
    const cases: [what: string, code: string, run: () => Promise<StepRun>][] = [
      ['when all goes well', '', () => install(apply(file))],
      ['when nothing is there', 'DownloadFailed', () => install(apply(`${file}.gone`))],
      ['when the checksum differs', 'ChecksumMismatch', () => install(apply(file), '0'.repeat(64))],
      ['when nobody answers', 'DownloadFailed', () => install(apply(refusing))],
    ];
    // The attempts take their time, and one query is like another.
    if (name === 'a token in its query') cases.pop();
    for (const [what, code, run] of cases) {
      it(`H6 shows nothing of ${name} ${what}`, async () => {
        const done = await run();
        const codes = done.issues.map((issue) => issue.code).join();
        assert.deepEqual([done.result, codes], [code === '' ? 'Succeeded' : 'Failed', code]);
        assert.deepEqual(shownBy(done, forms), []);
        const summaries = done.attachments.map(({ path }) => readFileSync(path, 'utf8'));
        assert.deepEqual(
          summaries.filter((text) => forms.some((one) => text.includes(one))),
          [],
        );
      });
    }
  }

  it('H6 gives the password to nobody to whom the host sends it on', async () => {
    const { apply, forms } = encodedCommands.at(-1) ?? { apply: String, forms: [] };
    const done = await install(apply(file.replace('/someone/', '/moved/')));
    assert.equal(done.result, 'Failed');
    assert(redirected.length > 0);
    assert.deepEqual([...new Set(redirected)], ['nobody']);
    assert.deepEqual(shownBy(done, forms), []);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
