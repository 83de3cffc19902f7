import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { TaskError } from '../../../src/errors';
import { read } from './reading';

type Json = null | number | boolean | string | Json[] | { [key: string]: Json };
type Path = (string | number)[];

/** An image that no file of these tests holds. */
const anyImage = fc
  .tuple(
    fc.constantFrom('', 'ghcr.io/', 'localhost:5000/', 'team/'),
    fc.nat(9999),
    fc.constantFrom('', ':1', ':v2.0'),
  )
  .map(([registry, number, tag]) => `${registry}new${number}${tag}`);
const anyFormat = fc.constantFrom<(value: Json) => string>(
  (value) => JSON.stringify(value),
  (value) => JSON.stringify(value, null, '\t'),
  (value) => stringify(value),
  (value) => stringify(value, { defaultStringType: 'QUOTE_DOUBLE' }),
  (value) => stringify(value, { collectionStyle: 'flow' }).replace(/\n/g, '\r\n'),
);

const podSpec = {
  containers: [{ name: 'a', image: 'a:1', env: [{ name: 'X', value: 'y' }] }],
  volumes: [{ name: 'v', emptyDir: {} }],
};
const meta = { name: 'x', labels: { app: 'x' }, annotations: { a: 'b' } };
const workloads: [Json, Path][] = [
  [{ apiVersion: 'v1', kind: 'Pod', metadata: meta, spec: podSpec }, ['spec']],
  [
    {
      apiVersion: 'v1',
      kind: 'PodTemplate',
      metadata: meta,
      template: { metadata: meta, spec: podSpec },
    },
    ['template', 'spec'],
  ],
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map((kind): [Json, Path] => [
    {
      apiVersion: 'apps/v1',
      kind,
      metadata: meta,
      spec: {
        selector: { matchLabels: { app: 'x' } },
        template: { metadata: meta, spec: podSpec },
      },
      status: { replicas: 1 },
    },
    ['spec', 'template', 'spec'],
  ]),
  [
    { apiVersion: 'batch/v1', kind: 'Job', spec: { template: { spec: podSpec } } },
    ['spec', 'template', 'spec'],
  ],
  [
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      spec: { schedule: '@daily', jobTemplate: { spec: { template: { spec: podSpec } } } },
    },
    ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ],
  [
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: meta,
      spec: {
        strategy: { canary: { steps: [{ pause: {} }] } },
        template: { metadata: meta, spec: podSpec },
      },
    },
    ['spec', 'template', 'spec'],
  ],
];
const compose: Json = {
  services: {
    a: {
      image: 'a:1',
      build: { context: '.', args: { A: 'b' } },
      environment: { A: 'b' },
      deploy: { replicas: 1, labels: { a: 'b' } },
      volumes: ['x:/x'],
      healthcheck: { test: ['CMD', 'x'] },
    },
    b: { build: { context: '.' } },
  },
  volumes: { x: {} },
};
const app = {
  type: 'Microsoft.App/containerApps',
  name: 'a',
  tags: { a: 'b' },
  properties: {
    configuration: { ingress: { external: true } },
    template: {
      containers: [{ name: 'a', image: 'a:1', resources: { cpu: 1 } }],
      scale: { rules: [{ name: 'r' }] },
    },
  },
};
const site = {
  type: 'Microsoft.Web/sites',
  properties: { siteConfig: { linuxFxVersion: 'NODE|20' } },
};
const arm: Json = {
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  contentVersion: '1.0.0.0',
  resources: [app, site],
};

/** Places where the reader looks for images: a path, and what makes an image there. */
type Place = [document: Json, path: Path, add: (image: string) => Json];

const places: Place[] = [
  ...workloads.flatMap(([document, path]): Place[] => [
    ...['containers', 'initContainers', 'ephemeralContainers'].map((list): Place => [
      document,
      [...path, list, '+'],
      (image) => ({ name: 'n', image }),
    ]),
    [document, [...path, 'volumes', '+'], (image) => ({ name: 'n', image: { reference: image } })],
  ]),
  [compose, ['services', 'n', 'image'], (image) => image],
  [compose, ['services', 'b', 'image'], (image) => image],
  [
    compose,
    ['services', 'a', 'volumes', '+'],
    (image) => ({ type: 'image', source: image, target: '/n' }),
  ],
  [
    compose,
    ['services', 'b', 'build', 'additional_contexts', 'n'],
    (image) => `docker-image://${image}`,
  ],
  [
    compose,
    ['services', 'a', 'build', 'additional_contexts', '+'],
    (image) => `n=docker-image://${image}`,
  ],
  [arm, ['resources', 0, 'properties', 'template', 'containers', '+'], (image) => ({ image })],
  [
    arm,
    ['resources', 0, 'properties', 'template', 'initContainers', '+'],
    (image) => ({ Image: image }),
  ],
  [
    arm,
    ['resources', 1, 'properties', 'siteConfig', 'linuxFxVersion'],
    (image) => `DOCKER|${image}`,
  ],
  [
    arm,
    ['resources', 1, 'properties', 'siteConfig', 'windowsFxVersion'],
    (image) => `docker|${image}`,
  ],
  [
    arm,
    ['resources', '+'],
    (image) => ({
      type: 'Microsoft.App/jobs',
      properties: { template: { containers: [{ image }] } },
    }),
  ],
];

/** A copy of a document with a value at a path; `+` appends to a list, which is made where it lacks. */
function put(document: Json, path: Path, value: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (key === '+') return [...(Array.isArray(document) ? document : []), value];
  if (Array.isArray(document))
    return document.map((item, index) => (index === key ? put(item, rest, value) : item));
  const map = document !== null && typeof document === 'object' ? document : {};
  return { ...map, [key]: put(map[key] ?? null, rest, value) };
}

/** The paths of all mappings of a document. */
function mappings(document: Json, path: Path = []): Path[] {
  if (document === null || typeof document !== 'object') return [];
  const below = Object.entries(document).flatMap(([key, value]) =>
    mappings(value, [...path, Array.isArray(document) ? Number(key) : key]),
  );
  return Array.isArray(document) ? below : [path, ...below];
}

/** What the reader passes over, by the specification: names of the user's own choice, and values of containers. */
function isPassedOver(document: Json, path: Path): boolean {
  const text = path.join('/');
  if (document === compose)
    return /^(?:services|volumes)$|\/(?:environment|labels|args)$/.test(text);
  if (document === arm) return path[0] !== 'resources' || text.endsWith('/tags');
  return /metadata\/(?:labels|annotations)$|matchLabels$/.test(text);
}

async function outcome(text: string): Promise<string[] | TaskError> {
  try {
    return (await read(text)).images.map(({ name }) => name);
  } catch (error) {
    if (error instanceof TaskError) return error;
    throw error;
  }
}

describe('readImages', () => {
  it('D3 overlooks no image that is added at a place of its table', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        anyImage,
        anyFormat,
        async ([document, path, add], image, format) => {
          const before = await outcome(format(document));
          const after = await outcome(format(put(document, path, add(image))));
          assert.ok(Array.isArray(before) && Array.isArray(after), String(after));
          assert.ok(after.includes(image), `${image}: ${after.join(', ')}`);
          assert.equal(after.length, before.length + 1);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('D3 is not silent on a key that ends in image at any other place', async () => {
    const documents = [...workloads.map(([document]) => document), compose, arm];
    const spots = documents.flatMap((document) =>
      mappings(document)
        .filter((path) => !isPassedOver(document, path))
        .map((path): [Json, Path] => [document, path]),
    );
    const anyKey = fc.constantFrom(
      'image',
      'Image',
      'baseImage',
      'imageName',
      'runtime-image',
      'containerImageName',
      'IMAGE',
    );
    const anyValue = fc.oneof(
      anyImage,
      fc.constantFrom<Json[]>(
        null,
        1,
        true,
        '',
        [],
        {},
        ['a:1'],
        { repository: 'a', tag: 'b' },
        '${X}',
        ' a',
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...spots),
        anyKey,
        anyValue,
        anyFormat,
        async ([document, path], key, value, format) => {
          const mutated = put(document, [...path, key], value);
          const found = await outcome(format(mutated));
          const isFound =
            Array.isArray(found) && typeof value === 'string' && found.includes(value);
          assert.ok(
            isFound || found instanceof TaskError,
            `${path.join('/')}/${key}: ${format(mutated)}`,
          );
        },
      ),
      { numRuns: 400 },
    );
  });

  it('D3 overlooks no image that is added to a Dockerfile', async () => {
    const noise = [
      'RUN x && \\\n# FROM no\n  y',
      'RUN <<EOF\nFROM no\nEOF',
      'RUN echo \\\\',
      'COPY a b',
      'ENV A="FROM x"',
      '# FROM no',
      '',
      'COPY <<"E" /x\nCOPY --from=no a b\nE',
    ];
    const additions: ((image: string) => string)[] = [
      (image) => `FROM ${image}`,
      (image) => `from --platform=$BUILDPLATFORM ${image} as n`,
      (image) => `FROM \\\n  ${image}`,
      (image) => `COPY --from=${image} /a /b`,
      (image) => `COPY --link \\\n # c\n --from=${image} /a /b`,
      (image) => `RUN --mount=type=bind,target=/x,from=${image} x`,
      (image) => `RUN --mount=type=cache,target=/y --mount=from=${image},target=/z <<EOF\nx\nEOF`,
      (image) => `ONBUILD COPY --from=${image} /a /b`,
      (image) => `ONBUILD RUN --mount=from=${image} x`,
    ];
    const lines = fc.array(fc.constantFrom(...noise), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        lines,
        lines,
        fc.constantFrom(...additions),
        anyImage,
        fc.constantFrom('\n', '\r\n'),
        async (before, after, add, image, end) => {
          const text = ['FROM a:1', ...before, add(image), ...after, '']
            .join('\n')
            .replace(/\n/g, end);
          assert.deepEqual(await outcome(text), ['a:1', image]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
