import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { StepRun } from '../../../../../emulator/run';
import { type Catalogue, thisPlatform } from '../../doubles/releases';
import { pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { notationVersions } from '../../fixtures/tools';
import { type World } from '../../fixtures/world';
import { logOf } from '../../fixtures/job/logAssertions';
import { InputFixture, assertSucceeded } from '../../fixtures/inputs/inputFixture';

describe('the versions to install', () => {
  let world: World;
  let fixture: InputFixture;
  let reference: string;
  const [newest = '', oldest = ''] = [notationVersions().at(-1), notationVersions()[0]].map(
    (found) => found?.version,
  );

  before(async function () {
    world = await openSuiteWorld(this, { pluginVersions: ['1.1.0', '1.2.1'] });
    fixture = new InputFixture(world);
    ({ reference } = await pushImage(world.registry, 'versions', 'v1'));
  });

  function install(inputs: Readonly<Record<string, string>>): Promise<StepRun> {
    return fixture.watched().job.run(world.task, { inputs: { command: 'install', ...inputs } });
  }

  /** The archive of the oldest notation at hand, as the release host serves it. */
  function archive(): { url: string; checksum: string } {
    const file = path.join(world.task, 'data/releases.json');
    const { base, versions } = (JSON.parse(readFileSync(file, 'utf8')) as Catalogue).notation;
    const found = versions[oldest]?.[thisPlatform()];
    assert(found !== undefined);
    return { url: `${base}/v${oldest}/${found.file}`, checksum: found.sha256 };
  }

  function assertInstalled(step: StepRun, version: string): void {
    assertSucceeded(step);
    assert(logOf(step).includes(`Installed notation ${version}: `), logOf(step));
  }

  it('I5 takes a checksum in upper case, and a URL with a query, which the server gets', async () => {
    const { url, checksum } = archive();
    const query = '?sv=2024-11-04&sig=c2lnbmF0dXJl%2Bof%3D';
    const step = await install({
      isCustomVersion: 'true',
      url: url + query,
      checksum: checksum.toUpperCase(),
    });
    assertInstalled(step, oldest);
    assert.equal(world.releases.requests.at(-1)?.url, new URL(url).pathname + query);
  });

  it('I5 refuses an archive of another checksum all the same', async () => {
    const { url, checksum } = archive();
    const other = (checksum.startsWith('a') ? 'B' : 'A') + checksum.slice(1).toUpperCase();
    const step = await install({ isCustomVersion: 'true', url, checksum: other });
    const codes = step.issues.map(({ code }) => code);
    assert.deepEqual([step.result, codes], ['Failed', ['ChecksumMismatch']], logOf(step));
  });

  // All ways to name a version are in tests/unit/releases/catalogue.test.ts.
  const known: [wanted: string, version: string][] = [
    [`v${oldest}`, oldest],
    [newest.replace(/\.\d+$/, ''), newest],
    ['Latest', newest],
  ];
  for (const [wanted, version] of known) {
    it(`I5 understands ${wanted}`, async () => {
      assertInstalled(await install({ version: wanted }), version);
    });
  }

  for (const version of ['v1.3.99', '^1.0.0']) {
    it(`I5 refuses ${version}, and lists the versions it knows`, () =>
      fixture.assertRefused(
        () => install({ version }),
        'VersionUnknown',
        ...[`'notation ${version}'`, ...notationVersions().map((each) => each.version)],
      ));
  }

  for (const [wanted, version] of [
    ['v1.2.1', '1.2.1'],
    ['1.1', '1.1.0'],
    ['1', '1.2.1'],
    ['latest', '1.2.1'],
  ] as const) {
    it(`I5 understands ${wanted} of the plugin`, async () => {
      const inputs = { akvPluginVersion: wanted };
      const step = await fixture.watched().sign(reference, inputs);
      assertSucceeded(step);
      assert(logOf(step).includes(`Plugin azure-kv ${version}: `), logOf(step));
    });
  }

  it('I5 refuses a version of the plugin that it does not know, and lists the others', async () => {
    const downloads = world.releases.requests.length;
    const inputs = { akvPluginVersion: '1.3.0' };
    const step = await fixture.watched().sign(reference, inputs);
    assert.deepEqual(
      step.issues.map(({ code }) => code),
      ['VersionUnknown'],
    );
    assert.match(step.issues[0]?.message ?? '', /'notation-azure-kv 1\.3\.0'.*1\.1\.0, 1\.2\.1/);
    assert.equal(world.releases.requests.length, downloads);
  });
});
