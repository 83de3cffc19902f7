import assert from 'node:assert/strict';
import {
  changelogProblems,
  filesWithNames,
  nameProblems,
  renamed,
  textProblems,
} from '../../../../../scripts/docs/names';
import { fullNameOf, readManifest } from '../../../../../scripts/identity';

const manifest = readManifest();
const name = fullNameOf(manifest);
const another = name.replace(manifest.publisher, 'contoso');

describe('the names of the task', () => {
  it('are those of vss-extension.json on every page', () => {
    assert.deepEqual(nameProblems(), []);
    for (const file of ['README.md', 'overview.md', 'docs/getting-started.md'])
      assert(filesWithNames().includes(file));
  });

  it('would be found wrong for another publisher, extension or task', () => {
    assert.match(textProblems(`${another}@0`, manifest).join(), /not the name of this task/);
    const mixed = name.replace('.notation.', '.notation-dev.');
    assert.match(textProblems(`${mixed}@0`, manifest).join(), /not the name of this task/);
    assert.deepEqual(textProblems(`${name}@0`, manifest), []);
  });

  it('change with the publisher, and back', () => {
    const text = `- task: ${name}@0\n- task: Notation@0\n`;
    const changed = renamed(text, 'contoso');
    assert.equal(changed, `- task: ${another}@0\n- task: Notation@0\n`);
    assert.equal(renamed(changed, manifest.publisher), text);
  });
});

describe('the notes of changes', () => {
  it('have a date for each version', () => {
    const { version } = manifest;
    assert.deepEqual(changelogProblems(`## ${version} (2026-12-01)\n\n## 0.0.1 (2026-01-31)`), []);
    assert.match(changelogProblems(`## ${version}\n`).join(), /has no date/);
    assert.match(changelogProblems(`## ${version} (soon)\n`).join(), /has no date/);
  });

  it('have a heading for this version', () => {
    assert.deepEqual(changelogProblems(), []);
    assert.match(changelogProblems('# Changes').join(), /no heading/);
  });
});
