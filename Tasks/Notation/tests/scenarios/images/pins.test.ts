import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';
import type { PushedImage } from '../../doubles/registry/image';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import { ImageFixture, rowsOf } from '../../fixtures/images/imageFixture';
import { openSuiteWorld } from '../../fixtures/suite';
import { assertEnded } from '../../fixtures/trust/trustAssertions';

/** With a comment behind an image, an alias, line ends of Windows, and odd blanks. */
const manifest = `# the shop\r
apiVersion: apps/v1\r
kind: Deployment\r
spec:\r
  template:\r
    spec:\r
      initContainers:\r
        - {  name: init,   image: 'HOST/shop/init:1'  }\r
      containers:\r
        - image: &web HOST/shop/web:1 # the shop itself\r
          name: web\r
        - { name: again, image: *web }\r
`;
const dockerfile = 'ARG TAG=1\nFROM HOST/shop/sdk:${TAG} AS build\nFROM HOST/shop/web:1\n';
const names = ['shop/init:1', 'shop/web:1', 'shop/sdk:1'];
const service = 'apiVersion: v1\nkind: Service\nspec: {}\n';

describe('copies with digests', () => {
  let fixture: ImageFixture;
  let images: Readonly<Record<string, PushedImage>>;
  let run = 0;
  let pinTo: string;

  before(async function () {
    fixture = new ImageFixture(await openSuiteWorld(this));
    await fixture.signed(...names);
  });

  beforeEach(async () => {
    // An earlier test may have moved a tag.
    const pushed = await Promise.all(
      names.map(async (name) => [name, await fixture.push(name, name)] as const),
    );
    images = Object.fromEntries(pushed);
    run += 1;
    pinTo = `out/pinned${run}`;
    fixture.write({
      'k8s/web.yaml': manifest,
      'k8s/service.yaml': service,
      Dockerfile: dockerfile,
    });
  });

  /** A text with the digest of each image behind its name. */
  function pinned(text: string): string {
    return Object.entries(images).reduce(
      (now, [name, { digest }]) => now.replaceAll(`HOST/${name}`, `HOST/${name}@${digest}`),
      text,
    );
  }

  it('D4 hold what was verified and nothing else, whatever the tags mean later', async () => {
    const verified = await fixture.verify('k8s/*.yaml\nDockerfile', { pinTo });
    assertEnded(verified);
    assert.deepEqual(verified.issues, [], 'a pinned tag is not warned of');
    const plain = dockerfile.replace('${TAG}', '1');
    const copies = { 'k8s/web.yaml': manifest, 'k8s/service.yaml': service, Dockerfile: plain };
    for (const [name, text] of Object.entries(copies)) {
      const copy = fixture.read(`${pinTo}/${name}`);
      assert.equal(copy, pinned(text).replaceAll('HOST', fixture.host), name);
    }
    const [before, after] = ['k8s/web.yaml', `${pinTo}/k8s/web.yaml`].map((name) =>
      parseAllDocuments(fixture.read(name)).map((one) => JSON.stringify(one.toJS())),
    );
    assert.deepEqual(
      after?.map((text) => text.replace(/@sha256:[0-9a-f]{64}/g, '')),
      before,
    );
    const lines = ['init', 'web', 'sdk'].map((name) => pinned(`HOST/shop/${name}:1`));
    assert.equal(
      verified.outputs['PinnedImages'],
      lines.join('\n').replaceAll('HOST', fixture.host),
    );

    await fixture.push('shop/web:1'); // the tag moves on to an image that nobody signed
    const original = await fixture.verify('k8s/web.yaml');
    assertEnded(original, 'NotSigned');
    const copies2 = `${pinTo}/k8s/web.yaml, ${pinTo}/Dockerfile`;
    const again = await fixture.verify(copies2);
    assertEnded(again);
    assert.deepEqual(
      rowsOf(again).map(({ reference }) => reference),
      ['init', 'web', 'sdk'].map((name) => images[`shop/${name}:1`]?.reference),
    );
  });

  it('D4 come with a warning for each tag where nobody asks for them', async () => {
    const verified = await fixture.verify('k8s/web.yaml');
    assertEnded(verified);
    const texts = verified.issues.map(({ message }) => message);
    assert.equal(texts.length, 2, texts.join('\n'));
    for (const name of ['shop/init:1', 'shop/web:1']) {
      const { digest = '' } = images[name] ?? {};
      assert.equal(texts.filter((text) => text.includes(digest)).length, 1);
    }
    assert(!fixture.has(pinTo));
  });

  it('D5 are not written where one image of many fails', async () => {
    await fixture.push('shop/sdk:1');
    const verified = await fixture.verify('k8s/*.yaml, Dockerfile', { pinTo });
    assertEnded(verified, 'NotSigned');
    assert(!fixture.has(pinTo));
    assert.equal(verified.outputs['PinnedImages'], '');
    assert.equal(verified.outputs['VerifiedCount'], '2');
  });

  it('D5 are not written where a warning fails the step', async () => {
    const inputs = { pinTo, failOnWarning: 'true' };
    const verified = await fixture.verify('Dockerfile', inputs, { level: 'skip' });
    assertEnded(verified, 'WarningsFail');
    assert(!fixture.has(pinTo));
    assert.equal(verified.outputs['PinnedImages'], '');
  });

  it('D4 hold what the policy exempts, and the step says so', async () => {
    const verified = await fixture.verify('Dockerfile', { pinTo }, { level: 'skip' });
    assert.equal(verified.result, 'SucceededWithIssues', logOf(verified));
    const text = pinned(dockerfile.replace('${TAG}', '1')).replaceAll('HOST', fixture.host);
    assert.equal(fixture.read(`${pinTo}/Dockerfile`), text);
  });

  it('D4 leave PinnedImages empty where one name has two digests, and are right all the same', async () => {
    const [other] = await fixture.signed('shop/web:2');
    fixture.write({ 'two.txt': 'HOST/shop/web:1\nHOST/shop/web:2\n' });
    const verified = await fixture.verify('two.txt', { pinTo });
    assertEnded(verified);
    assert.equal(verified.outputs['PinnedImages'], '');
    assert(verified.issues.some(({ message }) => message.includes('PinnedImages')));
    assert(fixture.read(`${pinTo}/two.txt`).endsWith(`/shop/web:2@${other?.digest ?? ''}\n`));
  });

  const refused: [what: string, code: string, imagesFrom: string, prepare: () => void][] = [
    [
      'a folder that an earlier run left',
      'PinTargetExists',
      'Dockerfile',
      () => {
        fixture.write({ [`${pinTo}/Dockerfile`]: 'FROM old\n' });
      },
    ],
    [
      'what pods run',
      'PinsOfPods',
      'pods.yaml',
      () => {
        const digest = images['shop/web:1']?.digest ?? '';
        const status = `status: { containerStatuses: [{ name: a, imageID: HOST/shop/web@${digest} }] }`;
        const spec = 'spec: { containers: [{ name: a, image: HOST/shop/web:1 }] }';
        fixture.write({ 'pods.yaml': `apiVersion: v1\nkind: Pod\n${spec}\n${status}\n` });
      },
    ],
    [
      'two files that would have one copy',
      'PinPathShared',
      '../outside/Dockerfile, Dockerfile',
      () => {
        fixture.write({ '../outside/Dockerfile': 'FROM HOST/shop/web:1\n' });
      },
    ],
  ];
  for (const [what, code, imagesFrom, prepare] of refused) {
    it(`D5 refuses ${what}, before it asks a registry`, async () => {
      prepare();
      const there = fixture.has(pinTo) ? fixture.read(`${pinTo}/Dockerfile`) : undefined;
      const before = fixture.world.registry.requests.length;
      const verified = await fixture.verify(imagesFrom, { pinTo });
      assert.deepEqual([verified.result, codesOf(verified)], ['Failed', [code]], logOf(verified));
      assert.equal(fixture.world.registry.requests.length, before);
      assert.equal(fixture.has(pinTo) ? fixture.read(`${pinTo}/Dockerfile`) : undefined, there);
    });
  }

  it('D1 verifies what a pod runs, not what its specification says', async () => {
    const digest = images['shop/web:1']?.digest ?? '';
    const unsigned = await fixture.push('shop/web:1');
    const pod = (id: string): string =>
      JSON.stringify({
        kind: 'List',
        apiVersion: 'v1',
        items: [
          {
            ...{ apiVersion: 'v1', kind: 'Pod', metadata: { resourceVersion: '4711' } },
            spec: { containers: [{ name: 'a', image: 'HOST/shop/web:1' }] },
            status: { containerStatuses: [{ name: 'a', imageID: `HOST/shop/web@${id}` }] },
          },
        ],
      });
    fixture.write({ 'good.json': pod(digest), 'drift.json': pod(unsigned.digest) });
    const good = await fixture.verify('good.json');
    assertEnded(good);
    assert.deepEqual(good.issues, []);
    assertEnded(await fixture.verify('drift.json'), 'NotSigned');
  });
});
