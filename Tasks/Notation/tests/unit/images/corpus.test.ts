import assert from 'node:assert/strict';
import type { FileKind } from '../../../src/images/image';
import { composeCorpus } from './composeCorpus';
import { dockerfileCorpus } from './dockerfileCorpus';
import { kubernetesCorpus } from './kubernetesCorpus';
import { otherCorpus } from './otherCorpus';
import { imagesOf, read } from './reading';
import { yamlCorpus } from './yamlCorpus';

const corpora = [
  ...[...kubernetesCorpus, ...yamlCorpus].map((sample) => ['kubernetes', sample] as const),
  ...composeCorpus.map((sample) => ['compose', sample] as const),
  ...dockerfileCorpus.map((sample) => ['dockerfile', sample] as const),
  ...otherCorpus.map((sample) => [undefined, sample] as const),
] satisfies (readonly [FileKind | undefined, unknown])[];

describe('readImages', () => {
  for (const [kind, [title, text, images, given]] of corpora) {
    it(`D1 finds every image, and nothing else: ${title}`, async () => {
      assert.deepEqual(await imagesOf(text, given), images);
      if (kind !== undefined) assert.equal((await read(text, given)).kind, kind);
    });
  }

  it('D1 has a corpus worth the name', () => {
    assert.ok(corpora.length >= 40, String(corpora.length));
  });

  it('D1 warns of a pod that has not started', async () => {
    const sample = kubernetesCorpus.find(([title]) => title.includes('not started'));
    const { warnings, isReport } = await read(sample?.[1] ?? '');
    assert.deepEqual(warnings, [
      { key: 'Warning_PodNotStarted', values: ['file', '6', 'a:1'], isShortfall: false },
    ]);
    assert.equal(isReport, true);
  });

  it('D1 tells a file whose kinds hold no image from one that is not known', async () => {
    const service = await read('apiVersion: v1\nkind: Service\nspec: {}\n');
    const other = await read('apiVersion: example.com/v1\nkind: Thing\nspec: {}\n');
    assert.deepEqual([service.images, service.isWithoutImages], [[], true]);
    assert.deepEqual([other.images, other.isWithoutImages], [[], false]);
  });

  const places: [text: string, places: string[]][] = [
    [
      'apiVersion: apps/v1\nkind: Deployment\nspec: {template: {spec: {containers: [{image: a}]}}}\n',
      ['spec.template.spec.containers[0].image'],
    ],
    ['services: {a: {image: a}}\n', ['services.a.image']],
    [
      '# syntax=f\nFROM a AS b\nFROM c\nCOPY --from=d x y\nRUN --mount=from=e x\nONBUILD COPY --from=g x y\n',
      ['# syntax', 'FROM (stage b)', 'FROM', 'COPY --from', 'RUN --mount', 'ONBUILD COPY --from'],
    ],
    ['a:1\nb:1\n', ['line 1', 'line 2']],
  ];
  for (const [text, expected] of places) {
    it(`D1 names the places of ${expected.join(', ')}`, async () => {
      const { images } = await read(text);
      assert.deepEqual(
        images.map(({ place }) => place),
        expected,
      );
    });
  }
});
