import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readContract } from '../../../../../scripts/docs/contract';
import { root } from '../../../../../scripts/paths';

const { inputs, groups } = readContract();
const labels = [
  ...inputs.map(({ label }) => label),
  ...groups.map(({ displayName }) => displayName),
];

/** Words of the editor itself, and the name of the built-in task, which these sections emphasize too. */
const ofAzureDevOps = ['Artifacts', 'Add', 'Build', 'Notation'];

/** The sections that lead through the panel of the classic editor. */
const sections = [
  ['docs/getting-started.md', '## 2. Sign from the editing panel'],
  ['docs/classic-releases.md', '## A release'],
  ['docs/classic-releases.md', '## Which image'],
] as const;

describe('the pages about the classic editor', () => {
  for (const [page, heading] of sections) {
    it(`name only labels that the panel has: ${page}, ${heading}`, () => {
      const text = readFileSync(path.join(root, page), 'utf8');
      const [, section = ''] = text.split(`\n${heading}\n`);
      const [prose = ''] = section.replace(/```[\s\S]*?```/g, '').split(/^## /m);
      const shown = [...prose.matchAll(/(?<![`\w])_([^_`\n]+)_(?!\w)/g)].map(
        ([, name = '']) => name,
      );
      assert(shown.length > 0);
      const known = [...labels, ...ofAzureDevOps];
      assert.deepEqual(
        shown.filter((name) => !known.includes(name)),
        [],
      );
    });
  }
});
