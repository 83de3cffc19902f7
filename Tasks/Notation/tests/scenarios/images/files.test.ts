import assert from 'node:assert/strict';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import { type FormatFile, formats, oddText, plainText } from '../../fixtures/images/formats';
import { ImageFixture, rowsOf } from '../../fixtures/images/imageFixture';
import { openSuiteWorld } from '../../fixtures/suite';
import { assertEnded } from '../../fixtures/trust/trustAssertions';

const all = formats.map(({ name }) => name).join('\n');
const buildArguments = 'TAG=1';

/** The lines of each image, by its name: `shop/web:1` to `k8s/web.yaml:18`. */
function expected(files: readonly FormatFile[]): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const { name, images } of files) {
    for (const [image, line] of images) {
      places.set(image, [...(places.get(image) ?? []), `${name}:${line}`]);
    }
  }
  return places;
}

describe('images that files name', () => {
  let fixture: ImageFixture;

  before(async function () {
    fixture = new ImageFixture(await openSuiteWorld(this));
    const names = [...expected(formats).keys()];
    await fixture.signed(...names);
    await fixture.push('shop/odd:1');
  });

  beforeEach(() => {
    fixture.write(Object.fromEntries(formats.map((file) => [file.name, plainText(file)])));
  });

  it('D1 verifies each image of every format once, and tells each line that names it', async () => {
    const { registry } = fixture.world;
    const before = registry.requests.length;
    const run = await fixture.verify(all, { buildArguments });
    assertEnded(run);
    const places = expected(formats);
    const rows = rowsOf(run).map(({ reference, status, namedIn = [] }) => {
      assert.equal(status, 'verified');
      return [
        reference.replace(`${fixture.host}/`, ''),
        namedIn.map(({ file, line }) => `${file}:${line}`),
      ] as const;
    });
    assert.deepEqual(new Map(rows), places);
    assert.equal(run.outputs['VerifiedCount'], String(places.size));
    const asked = registry.requests.slice(before).map(({ path: asked }) => asked);
    const listings = asked.filter((one) => one.includes('/referrers/'));
    assert.equal(listings.length, places.size, listings.join('\n'));
    const web = places.get('shop/web:1') ?? [];
    const told = run.log.find((line) => /^##\[group\]Verified .*\/shop\/web@/.test(line)) ?? '';
    assert(told.endsWith(`; ${web.slice(0, 3).join(', ')}, …)`), told);
    for (const place of web) {
      const [file, line] = place.split(':');
      assert(run.log.includes(`  Named in: ${file ?? ''}, line ${line ?? ''}`), place);
    }
    const summary = run.summaries[0]?.content ?? '';
    assert(summary.includes('| Named in |'), summary);
    assert(summary.includes('k8s&#47;web&#46;yaml&#58;15'), summary);
  });

  for (const file of formats) {
    it(`D3 finds an unsigned image in an odd place of ${file.name}`, async () => {
      fixture.write({ [file.name]: oddText(file) });
      const run = await fixture.verify(all, { buildArguments });
      assertEnded(run, 'NotSigned');
      const failed = rowsOf(run).filter(({ status }) => status === 'failed');
      const [, line] = file.odd;
      assert.deepEqual(
        failed.map(({ reference, namedIn }) => ({ reference, namedIn })),
        [{ reference: `${fixture.host}/shop/odd:1`, namedIn: [{ file: file.name, line }] }],
      );
      const told = `##[group]Failed ${fixture.host}/shop/odd:1 (NotSigned; ${file.name}:${line})`;
      assert(run.log.includes(told), logOf(run));
    });
  }

  const refused: [what: string, imagesFrom: string, inputs: object, code: string][] = [
    ['a file that is not there', 'k8s/api.yaml', {}, 'ImagesFileMissing'],
    ['a glob that finds nothing', 'k8s/*.json', {}, 'ImagesGlobEmpty'],
    ['values of a chart', 'values.yaml', {}, 'ImagesFormatUnknown'],
    ['a token in the place of an image', 'token.yaml', {}, 'ImageEmpty'],
    ['an expression that is left over', 'left.yaml', {}, 'ImageExpression'],
    ['a build argument that nobody gives', 'bare/Dockerfile', {}, 'ImageVariableUnset'],
    ['references too', 'images.txt', { artifactRefs: 'r/a:1' }, 'ConflictingArtifactInputs'],
    ['another choice', 'images.txt', { artifactSource: 'references' }, 'ConflictingArtifactInputs'],
    ['copies without files', '', { pinTo: 'pinned' }, 'ImagesFromMissing'],
    ['the choice of files without one', '', { artifactSource: 'files' }, 'InputMissing'],
  ];
  for (const [what, imagesFrom, inputs, code] of refused) {
    it(`D2 refuses ${what}, before it asks a registry`, async () => {
      const pod = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: ';
      fixture.write({
        'values.yaml': 'image:\n  repository: HOST/shop/web\n  tag: "1"\n',
        'token.yaml': `${pod}#{image}#\n`,
        'left.yaml': `${pod}HOST/shop/web:#{tag}#\n`,
        'bare/Dockerfile': 'ARG TAG\nFROM HOST/shop/sdk:${TAG}\n',
      });
      const before = fixture.world.registry.requests.length;
      const run = await fixture.verify(imagesFrom, { ...inputs });
      assert.deepEqual([run.result, codesOf(run)], ['Failed', [code]], logOf(run));
      assert.equal(fixture.world.registry.requests.length, before);
      assert.match(run.log.find((line) => /^[^#]/.test(line)) ?? '', /^Notation for Azure/);
    });
  }

  it('D1 inspects them too, and tells of a file that names none', async () => {
    fixture.write({ 'k8s/service.yaml': 'apiVersion: v1\nkind: Service\nspec: {}\n' });
    const run = await fixture.inspect('k8s/*.yaml');
    assert.equal(run.result, 'Succeeded', logOf(run));
    const rows = rowsOf(run).map(({ status, namedIn = [] }) => [status, namedIn[0]?.line]);
    assert.deepEqual(rows, [
      ['inspected', 15],
      ['inspected', 18],
    ]);
    assert(run.log.includes('k8s/service.yaml names no image.'), logOf(run));
  });
});
