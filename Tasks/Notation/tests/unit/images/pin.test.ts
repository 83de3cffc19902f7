import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { TaskError } from '../../../src/errors';
import type { FoundImage } from '../../../src/images/image';
import { pinFile } from '../../../src/images/pin';
import { readImages } from '../../../src/images/read';
import { composeCorpus } from './composeCorpus';
import { dockerfileCorpus } from './dockerfileCorpus';
import { kubernetesCorpus } from './kubernetesCorpus';
import { otherCorpus } from './otherCorpus';
import { type Given, contextOf } from './reading';
import { yamlCorpus } from './yamlCorpus';

/** A digest for each image: the one in its name, or one made of its name. */
function digestOf({ name, reference }: FoundImage): string {
  return reference.digest ?? `sha256:${createHash('sha256').update(name).digest('hex')}`;
}

async function pin(text: string | Buffer, given?: Given): Promise<string> {
  const file = { path: 'file', bytes: Buffer.from(text) };
  const context = contextOf(given);
  return (await pinFile(file, await readImages(file, context), digestOf, context)).toString('utf8');
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof TaskError ? error.code : String(error)),
  );
}

function documentsOf(text: string): unknown[] {
  return parseAllDocuments(text, { merge: true, uniqueKeys: false, logLevel: 'silent' }).map(
    (one) => {
      assert.deepEqual(one.errors, []);
      return one.toJS() as unknown;
    },
  );
}

/** Two values are the same but for texts of which the second ends in a digest; those are collected. */
function compare(before: unknown, after: unknown, pinned: string[]): void {
  if (typeof after === 'string' && after !== before && /@sha256:[0-9a-f]{64}$/.test(after)) {
    pinned.push(after);
    return;
  }
  if (
    typeof before !== 'object' ||
    before === null ||
    typeof after !== 'object' ||
    after === null
  ) {
    assert.equal(after, before);
    return;
  }
  assert.deepEqual(Object.keys(after), Object.keys(before));
  for (const [key, value] of Object.entries(before)) {
    compare(value, (after as Record<string, unknown>)[key], pinned);
  }
}

const documents = [...kubernetesCorpus, ...yamlCorpus, ...composeCorpus, ...otherCorpus].filter(
  ([title]) =>
    !title.includes('what runs counts') &&
    !title.includes('not started') &&
    !title.startsWith('a list') &&
    !title.includes('comments'),
);

describe('pinFile', () => {
  for (const [title, text, , given] of documents) {
    it(`D4 says the same but for digests: ${title}`, async () => {
      const copy = await pin(text, given);
      const pinned: string[] = [];
      compare(documentsOf(String(text)), documentsOf(copy), pinned);
      const context = contextOf(given);
      const { images } = await readImages({ path: 'file', bytes: Buffer.from(copy) }, context);
      assert.deepEqual(
        images.filter(({ reference }) => reference.digest === undefined),
        [],
      );
      for (const { name } of images) {
        assert.ok(pinned.some((one) => one.endsWith(name)) || String(text).includes(name), name);
      }
      assert.equal(await pin(copy, given), copy);
    });
  }

  const changes: [title: string, before: string, after: string][] = [
    ['a name without tag', 'image: nginx # x', 'image: nginx:latest@D # x'],
    ['a tag', "image:   'nginx:1'  ", "image:   'nginx:1@D'  "],
    [
      'a name with another digest kept',
      `image: "a@sha256:${'0'.repeat(64)}"`,
      `image: "a@sha256:${'0'.repeat(64)}"`,
    ],
    ['an anchor and a tag', 'image: !!str &x a:1', 'image: !!str &x a:1@D'],
    ['a folded text', 'image: >-\n      a:1\n\n', 'image: a:1@D\n\n'],
    ['a double quoted text over two lines', 'image: "a:\\\n      1"', 'image: "a:1@D"'],
    ['a port', 'image: localhost:5000/a', 'image: localhost:5000/a:latest@D'],
    ['an address of IPv6', 'image: "[::1]:5000/a:1"', 'image: "[::1]:5000/a:1@D"'],
  ];
  for (const [title, before, after] of changes) {
    it(`D4 changes nothing but the image: ${title}`, async () => {
      const head =
        'apiVersion: v1\r\nkind: Pod # ü\r\nspec:\r\n  containers:\r\n  - name: "a"\r\n    ';
      const tail = '\r\n    args: [ a,b ]  \r\n...\r\n';
      const copy = await pin(`\ufeff${head}${before}${tail}`);
      const expected = `\ufeff${head}${after}${tail}`;
      assert.equal(copy.replace(/sha256:(?!0{64})[0-9a-f]{64}/, 'D'), expected);
    });
  }

  for (const [title, text, , given] of dockerfileCorpus) {
    it(`D4 pins a Dockerfile: ${title}`, async () => {
      const copy = await pin(text, given);
      const removed = copy.replace(/(?::latest)?@sha256:[0-9a-f]{64}/g, '');
      if (!/\$|ng\\/.test(String(text)))
        assert.equal(removed, String(text).replace('"c:1"', 'c:1'));
      assert.equal(await pin(copy, given), copy);
    });
  }

  it('D4 leaves nothing to a build argument in FROM', async () => {
    const text =
      'ARG B=base\nARG T=1\nFROM a:${T} AS base\nFROM ${B}\nFROM ${B:-x} AS y\nFROM ${N:-scratch}\n';
    const copy = await pin(text);
    assert.match(
      copy,
      /^ARG B=base\nARG T=1\nFROM a:1@sha256:[0-9a-f]{64} AS base\nFROM base\nFROM base AS y\nFROM scratch\n$/,
    );
    const other = contextOf({ buildArguments: { B: 'evil', T: '2', N: 'evil' } });
    const { images } = await readImages({ path: 'file', bytes: Buffer.from(copy) }, other);
    assert.deepEqual(
      images.map(({ name }) => name.slice(0, 3)),
      ['a:1'],
    );
  });

  it('D4 pins a list, a template with comments and values of parameters', async () => {
    assert.match(
      await pin('a:1 # x\n\nb\r\n'),
      /^a:1@sha256:[0-9a-f]{64} # x\n\nb:latest@sha256:[0-9a-f]{64}\r\n$/,
    );
    const [, text = ''] = otherCorpus.find(([title]) => title.includes('comments')) ?? [];
    assert.equal((await pin(text)).replace(/@sha256:[0-9a-f]{64}/, ''), text);
  });

  it('D4 makes no copy of what runs', async () => {
    const reports = kubernetesCorpus.filter(([title]) =>
      /what runs counts|not started/.test(title),
    );
    assert.equal(reports.length, 2);
    for (const [, text] of reports) assert.equal(await codeOf(pin(text)), 'PinsOfPods');
  });

  it('D4 refuses a copy that would read otherwise', async () => {
    const context = contextOf();
    let count = 0;
    const changing = (): string => `sha256:${String((count += 1)).padStart(64, '0')}`;
    for (const text of ['services: {a: {image: &i x}, b: {image: *i}}', 'FROM a\n']) {
      const file = { path: 'file', bytes: Buffer.from(text) };
      const found = await readImages(file, context);
      assert.equal(await codeOf(pinFile(file, found, changing, context)), 'PinFailed');
    }
  });

  it('D4 pins whatever the names are, byte for byte', async () => {
    const anyName = fc.stringMatching(
      /^[a-z0-9]{1,8}(\.io)?\/[a-z0-9]{1,8}(:[A-Za-z0-9_][\w.-]{0,9})?$/,
    );
    const anyText = fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .filter((text) => !/[\u0085\u2028\u2029]/.test(text)) // refused: some readers of YAML break lines there
      .map((text) => JSON.stringify(text));
    await fc.assert(
      fc.asyncProperty(
        anyName,
        anyText,
        fc.constantFrom('', '"', "'"),
        async (name, text, quote) => {
          const parts = [
            `{apiVersion: v1, kind: Pod, x: ${text}, spec: {containers: [{image: ${quote}`,
            `${quote}, y: ${text}}]}}\n`,
          ];
          const copy = await pin(parts.join(name));
          const tagged = name.includes(':') ? name : `${name}:latest`;
          assert.equal(copy.replace(/@sha256:[0-9a-f]{64}/, ''), parts.join(tagged));
        },
      ),
      { numRuns: 200 },
    );
  });
});
