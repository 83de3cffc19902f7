import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';
import type { PushedImage } from '../../doubles/registry/image';
import { codesOf, logOf } from '../../fixtures/gate/verdict';
import { FileScene, rowsOf } from '../../fixtures/images/scene';
import { openSuiteWorld } from '../../fixtures/suite';
import { assertEnded } from '../../fixtures/trust/stage';

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
  let scene: FileScene;
  let images: Readonly<Record<string, PushedImage>>;
  let run = 0;
  let pinTo: string;

  before(async function () {
    scene = new FileScene(await openSuiteWorld(this));
    await scene.signed(...names);
  });

  beforeEach(async () => {
    // An earlier test may have moved a tag.
    const pushed = await Promise.all(
      names.map(async (name) => [name, await scene.push(name, name)] as const),
    );
    images = Object.fromEntries(pushed);
    run += 1;
    pinTo = `out/pinned${run}`;
    scene.write({ 'k8s/web.yaml': manifest, 'k8s/service.yaml': service, Dockerfile: dockerfile });
  });

  /** A text with the digest of each image behind its name. */
  function pinned(text: string): string {
    return Object.entries(images).reduce(
      (now, [name, { digest }]) => now.replaceAll(`HOST/${name}`, `HOST/${name}@${digest}`),
      text,
    );
  }

  it('D4 hold what was verified and nothing else, whatever the tags mean later', async () => {
    const verified = await scene.verify('k8s/*.yaml\nDockerfile', { pinTo });
    assertEnded(verified);
    assert.deepEqual(verified.issues, [], 'a pinned tag is not warned of');
    const plain = dockerfile.replace('${TAG}', '1');
    const copies = { 'k8s/web.yaml': manifest, 'k8s/service.yaml': service, Dockerfile: plain };
    for (const [name, text] of Object.entries(copies)) {
      const copy = scene.read(`${pinTo}/${name}`);
      assert.equal(copy, pinned(text).replaceAll('HOST', scene.host), name);
    }
    const [before, after] = ['k8s/web.yaml', `${pinTo}/k8s/web.yaml`].map((name) =>
      parseAllDocuments(scene.read(name)).map((one) => JSON.stringify(one.toJS())),
    );
    assert.deepEqual(
      after?.map((text) => text.replace(/@sha256:[0-9a-f]{64}/g, '')),
      before,
    );
    const lines = ['init', 'web', 'sdk'].map((name) => pinned(`HOST/shop/${name}:1`));
    assert.equal(verified.outputs['PinnedImages'], lines.join('\n').replaceAll('HOST', scene.host));

    await scene.push('shop/web:1'); // the tag moves on to an image that nobody signed
    const original = await scene.verify('k8s/web.yaml');
    assertEnded(original, 'NotSigned');
    const copies2 = `${pinTo}/k8s/web.yaml, ${pinTo}/Dockerfile`;
    const again = await scene.verify(copies2);
    assertEnded(again);
    assert.deepEqual(
      rowsOf(again).map(({ reference }) => reference),
      ['init', 'web', 'sdk'].map((name) => images[`shop/${name}:1`]?.reference),
    );
  });

  it('D4 come with a warning for each tag where nobody asks for them', async () => {
    const verified = await scene.verify('k8s/web.yaml');
    assertEnded(verified);
    const texts = verified.issues.map(({ message }) => message);
    assert.equal(texts.length, 2, texts.join('\n'));
    for (const name of ['shop/init:1', 'shop/web:1']) {
      const { digest = '' } = images[name] ?? {};
      assert.equal(texts.filter((text) => text.includes(digest)).length, 1);
    }
    assert(!scene.has(pinTo));
  });

  it('D5 are not written where one image of many fails', async () => {
    await scene.push('shop/sdk:1');
    const verified = await scene.verify('k8s/*.yaml, Dockerfile', { pinTo });
    assertEnded(verified, 'NotSigned');
    assert(!scene.has(pinTo));
    assert.equal(verified.outputs['PinnedImages'], '');
    assert.equal(verified.outputs['VerifiedCount'], '2');
  });

  it('D5 are not written where a warning fails the step', async () => {
    const inputs = { pinTo, failOnWarning: 'true' };
    const verified = await scene.verify('Dockerfile', inputs, { level: 'skip' });
    assertEnded(verified, 'WarningsFail');
    assert(!scene.has(pinTo));
    assert.equal(verified.outputs['PinnedImages'], '');
  });

  it('D4 hold what the policy exempts, and the step says so', async () => {
    const verified = await scene.verify('Dockerfile', { pinTo }, { level: 'skip' });
    assert.equal(verified.result, 'SucceededWithIssues', logOf(verified));
    const text = pinned(dockerfile.replace('${TAG}', '1')).replaceAll('HOST', scene.host);
    assert.equal(scene.read(`${pinTo}/Dockerfile`), text);
  });

  it('D4 leave PinnedImages empty where one name has two digests, and are right all the same', async () => {
    const [other] = await scene.signed('shop/web:2');
    scene.write({ 'two.txt': 'HOST/shop/web:1\nHOST/shop/web:2\n' });
    const verified = await scene.verify('two.txt', { pinTo });
    assertEnded(verified);
    assert.equal(verified.outputs['PinnedImages'], '');
    assert(verified.issues.some(({ message }) => message.includes('PinnedImages')));
    assert(scene.read(`${pinTo}/two.txt`).endsWith(`/shop/web:2@${other?.digest ?? ''}\n`));
  });

  const refused: [what: string, code: string, imagesFrom: string, prepare: () => void][] = [
    [
      'a folder that an earlier run left',
      'PinTargetExists',
      'Dockerfile',
      () => {
        scene.write({ [`${pinTo}/Dockerfile`]: 'FROM old\n' });
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
        scene.write({ 'pods.yaml': `apiVersion: v1\nkind: Pod\n${spec}\n${status}\n` });
      },
    ],
    [
      'two files that would have one copy',
      'PinPathShared',
      '../outside/Dockerfile, Dockerfile',
      () => {
        scene.write({ '../outside/Dockerfile': 'FROM HOST/shop/web:1\n' });
      },
    ],
  ];
  for (const [what, code, imagesFrom, prepare] of refused) {
    it(`D5 refuses ${what}, before it asks a registry`, async () => {
      prepare();
      const there = scene.has(pinTo) ? scene.read(`${pinTo}/Dockerfile`) : undefined;
      const before = scene.world.registry.requests.length;
      const verified = await scene.verify(imagesFrom, { pinTo });
      assert.deepEqual([verified.result, codesOf(verified)], ['Failed', [code]], logOf(verified));
      assert.equal(scene.world.registry.requests.length, before);
      assert.equal(scene.has(pinTo) ? scene.read(`${pinTo}/Dockerfile`) : undefined, there);
    });
  }

  it('D1 verifies what a pod runs, not what its specification says', async () => {
    const digest = images['shop/web:1']?.digest ?? '';
    const unsigned = await scene.push('shop/web:1');
    const pod = (id: string): string =>
      JSON.stringify({
        kind: 'List',
        apiVersion: 'v1',
        items: [
          {
            ...{ apiVersion: 'v1', kind: 'Pod' },
            spec: { containers: [{ name: 'a', image: 'HOST/shop/web:1' }] },
            status: { containerStatuses: [{ name: 'a', imageID: `HOST/shop/web@${id}` }] },
          },
        ],
      });
    scene.write({ 'good.json': pod(digest), 'drift.json': pod(unsigned.digest) });
    const good = await scene.verify('good.json');
    assertEnded(good);
    assert.deepEqual(good.issues, []);
    assertEnded(await scene.verify('drift.json'), 'NotSigned');
  });
});
