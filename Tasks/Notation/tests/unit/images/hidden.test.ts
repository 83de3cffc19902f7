import assert from 'node:assert/strict';
import { type Refused, type Sample, imagesOf, read, refusalOf } from './reading';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const object = 'apiVersion: v1\nkind: ';
const pod = '{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: hidden:1}]}}';
const running = `status: {containerStatuses: [{name: a, imageID: "good@${digest}"}]}\n`;
const spec = 'spec: {containers: [{name: a, image: "hidden:1"}]}\n';
const schema =
  '"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"';
const app =
  '"type": "Microsoft.App/containerApps", "properties": {"template": {"containers": [{"image": "hidden:1"}]}}';

/** Files whose author hides an image from a reader, and not from the program that runs it. */
const found: readonly Sample[] = [
  [
    'objects in what is called a ConfigMap, which kubectl takes for a list',
    `${object}ConfigMap\nitems:\n- ${pod}\n`,
    ['hidden:1 4'],
  ],
  [
    'objects under Items, which old versions of kubectl take for a list',
    `${object}Secret\nItems:\n- ${pod}\n`,
    ['hidden:1 4'],
  ],
  [
    'objects in a list that is called a Pod',
    `${object}Pod\nitems:\n- spec: {containers: [{name: a, image: "hidden:1"}]}\n`,
    ['hidden:1 4'],
  ],
  [
    'the specification of a pod whose status somebody wrote',
    `${object}Pod\n${spec}${running}`,
    ['hidden:1 3', `good@${digest} 4`],
  ],
  ...['""', '"0"', '"00"', '1', '"x"'].map((version): Sample => {
    const text = `${object}Pod\nmetadata: {resourceVersion: ${version}}\n${spec}${running}`;
    const title = `the specification of a pod whose version ${version} is none of a cluster`;
    return [title, text, ['hidden:1 4', `good@${digest} 5`]];
  }),
  ...['evil.example/good:1', `good@sha256:${'0'.repeat(64)}`].map((image): Sample => {
    const own = `spec: {containers: [{name: a, image: "${image}"}]}\n`;
    const text = `${object}Pod\nmetadata: {resourceVersion: "4711"}\n${own}${running}`;
    const title = `the specification of a pod whose status cannot be that of ${image}`;
    return [title, text, [`good@${digest} 5`, `${image} 4`]];
  }),
  [
    'a frontend behind a line separator',
    '# syntax=hidden/frontend:1 \u2028x\nFROM a:1\n',
    ['hidden/frontend:1 1', 'a:1 2'],
  ],
  [
    'a resource with the symbolic name of what holds no image',
    `{${schema}, "contentVersion": "1.0.0.0", "languageVersion": "2.0", "resources": {\n"tags": {${app}},\n"appSettings": {"resources": {\n"image": {${app}}}}}}`,
    ['hidden:1 2', 'hidden:1 4'],
  ],
  [
    'a resource under tags that are none',
    `{${schema}, "contentVersion": "1.0.0.0", "resources": [{"tags": {"x": {\n"image": "hidden:1"}}}]}`,
    ['hidden:1 2'],
  ],
  [
    'a container app with resources beside its properties',
    'resources: []\nproperties:\n  template:\n    containers: [{image: "hidden:1"}]\n',
    ['hidden:1 4'],
  ],
];

const refused: readonly Refused[] = [
  [
    'a merge behind the key, which kubectl prefers',
    `x: &x {image: "hidden:1"}\n${object}Pod\nspec:\n  containers:\n  - image: good:1\n    <<: *x\n`,
    'ImagesKeyRepeated 7',
  ],
  [
    'a merge with a tag, which is none in Go',
    `x: &x {image: "a:1"}\n${object}Pod\nspec:\n  containers:\n  - !!str <<: *x\n`,
    'ImagesFileMalformed 6',
  ],
  [
    'a flag whose escape is not that of the directive',
    '# escape=`\nFROM a:1\nCOPY --from\\=hidden:1 /x /x\n',
    'ImagesFileMalformed 3',
  ],
  [
    'an item of containers that is an expression',
    `{${schema}, "contentVersion": "1.0.0.0", "resources": [{"properties": {\n"containers": ["[variables('c')]"]}}]}`,
    'ImageExpression 2',
  ],
  ...['{BUILDKIT_SYNTAX: "hidden:1"}', '["BUILDKIT_SYNTAX=hidden:1"]', '["$X=hidden:1"]'].map(
    (args): Refused => [
      `a frontend among the arguments of a build: ${args}`,
      `services:\n  a:\n    build:\n      context: .\n      args: ${args}\n`,
      'ImageKeyUnknown 5',
    ],
  ),
  ...[
    ['as YAML', 'IMAGE=good:1\nIMAGE: hidden:1\n'],
    ['within a value of several lines', "IMAGE=hidden:1\nA='\nIMAGE=good:1\n'\n"],
    ['behind a value in quotes', "IMAGE=good:1\nA='x' IMAGE=hidden:1\n"],
    ['behind a value that is empty', 'IMAGE=good:1\nA= "" IMAGE=hidden:1\n'],
    ['behind a carriage return', "IMAGE=hidden:1\nA=\r'\nIMAGE=good:1\n'\n"],
    ['behind export without a blank', 'IMAGE=good:1\nexportIMAGE=hidden:1\n'],
    ['behind an escaped quote', "IMAGE=hidden:1\nA='\\'\nIMAGE=good:1\nB='\n"],
  ].map(([title = '', env = '']): Refused => [
    `a variable of .env that is set ${title}`,
    'services: {a: {image: "${IMAGE}"}}\n',
    title.startsWith('within') ? 'read: hidden:1 1' : 'ImageVariableUnset 1',
    { siblings: { '.env': env } },
  ]),
];

describe('readImages', () => {
  for (const [title, text, images, given] of found) {
    it(`D2 finds what is hidden: ${title}`, async () => {
      assert.deepEqual(await imagesOf(text, given), images);
    });
  }

  for (const [title, text, refusal, given] of refused) {
    it(`D2 reads as others do, or refuses: ${title}`, async () => {
      assert.equal(await refusalOf(text, given), refusal);
    });
  }

  it('D2 takes a pod with a status for a report all the same, of which no copy is made', async () => {
    assert.equal((await read(`${object}Pod\n${spec}${running}`)).isReport, true);
  });
});
