import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TaskError } from '../../../src/errors';
import { findImageFiles } from '../../../src/images/files';
import { MAX_FILE_BYTES } from '../../../src/images/source';
import { MAX_DEPTH, MAX_NODES, MAX_YAML_VALUES } from '../../../src/images/treeLimits';
import { imagesOf, refusalOf } from './reading';

const pod = 'apiVersion: v1\nkind: Pod\nspec: {containers: [{image: a}]}\n';
/** Line ends, commas and brackets of that text. */
const podSeparators = 6;
const json = '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"a"}]},"x":';

/** A value as a mapping of YAML, with a number of values once its aliases are resolved; a thousand at least. */
function aliases(values: number): string {
  const thousand = `t: &t [${Array.from({ length: 999 }, () => 'x').join(', ')}]`;
  const rest = Array.from({ length: values % 1000 }, () => 'x').join(', ');
  const all = Array.from({ length: Math.floor(values / 1000) - 1 }, () => '*t').join(', ');
  return `${thousand}\nl: [${all}]\nr: [${rest}]\n`;
}

describe('the bounds of files that name images', () => {
  const atBound: [what: string, text: () => string, over: () => string, refusal: string][] = [
    [
      'values in a file of YAML',
      () => `${pod}#${','.repeat(MAX_YAML_VALUES - podSeparators)}`,
      () => `${pod}#${','.repeat(MAX_YAML_VALUES - podSeparators + 1)}`,
      'ImagesTooManyValues 1',
    ],
    [
      'values of YAML, once aliases are resolved',
      // The pod has seven values, and two of the lists are values too.
      () => `${pod}${aliases(MAX_NODES - 9)}`,
      () => `${pod}${aliases(MAX_NODES - 8)}`,
      'ImagesTooManyValues 1',
    ],
    [
      'values of JSON',
      () => `${json}[${'0,'.repeat(MAX_NODES - 9)}0]}`,
      () => `${json}[${'0,'.repeat(MAX_NODES - 8)}0]}`,
      'ImagesTooManyValues 1',
    ],
    [
      'levels of YAML',
      () => `${pod}x: ${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}\n`,
      () => `${pod}x: ${'['.repeat(MAX_DEPTH + 1)}${']'.repeat(MAX_DEPTH + 1)}\n`,
      'ImagesFileMalformed 4',
    ],
    [
      'levels of JSON',
      () => `${json}${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}}`,
      () => `${json}${'['.repeat(MAX_DEPTH + 1)}${']'.repeat(MAX_DEPTH + 1)}}`,
      'ImagesFileMalformed 1',
    ],
    [
      'bytes of a file',
      () => `FROM a\n#${'x'.repeat(MAX_FILE_BYTES - 8)}`,
      () => `FROM a\n#${'x'.repeat(MAX_FILE_BYTES - 7)}`,
      `ImagesFileTooLarge ${MAX_FILE_BYTES}`,
    ],
  ];
  for (const [what, text, over, refusal] of atBound) {
    it(`D2 reads as many ${what} as it says, and refuses one more`, async () => {
      const found = await imagesOf(text());
      assert.equal(found.length, 1, found.join());
      assert.equal(await refusalOf(over()), refusal);
    });
  }

  it('D2 visits as many files and folders as it says, and refuses one more', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'visits-'));
    try {
      mkdirSync(path.join(folder, 'd'));
      for (const name of ['a.txt', 'b', 'd/a.txt', 'd/c']) {
        writeFileSync(path.join(folder, name), 'a:1\n');
      }
      const visits = 5;
      assert.equal(findImageFiles('**/a.txt', folder, visits).length, 2);
      assert.throws(
        () => findImageFiles('**/a.txt', folder, visits - 1),
        (error: unknown) => error instanceof TaskError && error.code === 'ImagesGlobTooWide',
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
