import assert from 'node:assert/strict';
import { parseResourceUris } from '../../../src/artifacts/dockerTask';
import { algorithms } from './anyReference';

describe('parseResourceUris', () => {
  const { sha256, sha512 } = algorithms;
  const table: [title: string, uris: string, references: string[], unusable: string[]][] = [
    ['one image', `https://r/a@${sha256}`, [`r/a@${sha256}`], []],
    [
      'several images',
      `https://r.example:5000/t/a@${sha256},https://r/b@${sha512}`,
      [`r.example:5000/t/a@${sha256}`, `r/b@${sha512}`],
      [],
    ],
    ['an image twice', `https://r/a@${sha256},https://R/a@${sha256}`, [`r/a@${sha256}`], []],
    ['an address without a scheme', `r/a@${sha256}`, [`r/a@${sha256}`], []],
    ['an http address', `http://r/a@${sha256}`, [`r/a@${sha256}`], []],
    ['blanks', ` https://r/a@${sha256} `, [`r/a@${sha256}`], []],
    [
      'Docker Hub',
      `https://docker.io/library/app@${sha256},https://docker.io/user/app@${sha256}`,
      [`docker.io/library/app@${sha256}`, `docker.io/user/app@${sha256}`],
      [],
    ],
    ['an empty head', `,https://r/a@${sha256}`, [`r/a@${sha256}`], ['']],
    ['nothing at all', '', [], ['']],
    ['an empty digest', 'https://r/a@sha256:', [], ['https://r/a@sha256:']],
    ['a tag instead of a digest', 'https://r/a:v1', [], ['https://r/a:v1']],
    ['no reference at all', 'https://', [], ['https://']],
    ['another scheme', `ftp://r/a@${sha256}`, [], [`ftp://r/a@${sha256}`]],
    [
      'a bad one between good ones',
      `https://r/a@${sha256},https://r/b@sha256:,https://r/c@${sha256}`,
      [`r/a@${sha256}`, `r/c@${sha256}`],
      ['https://r/b@sha256:'],
    ],
  ];
  for (const [title, uris, references, unusable] of table) {
    it(`I3 reads ${title}`, () => {
      const images = parseResourceUris(uris);
      assert.deepEqual(
        images.references.map(({ name }) => name),
        references,
      );
      assert.deepEqual(images.unusable, unusable);
    });
  }
});
