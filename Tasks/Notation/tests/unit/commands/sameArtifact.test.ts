import assert from 'node:assert/strict';
import { parseReference } from '../../../src/artifacts/reference';
import { isSameArtifact } from '../../../src/commands/sameArtifact';

const [one, two] = ['1', '2'].map((digit) => `sha256:${digit.repeat(64)}`);

describe('what notation states', () => {
  const table: [asked: string, stated: string, expected: boolean][] = [
    [`r/a@${one}`, `r/a@${one}`, true],
    [`R/a:v1@${one}`, `r/a@${one}`, true],
    ['r/a:v1', `r/a@${one}`, true],
    [`r/a@${one}`, `r/a@${two}`, false],
    [`r/a@${one}`, `r/b@${one}`, false],
    [`r/a@${one}`, `s/a@${one}`, false],
    [`r/a@${one}`, 'r/a:v1', false],
    ['r/a:v1', 'r/a:v1', false],
    ['r/a:v1', `r/a/b@${one}`, false],
    ['r/a:v1', 'anything', false],
    [`r/a@${one}`, '', false],
  ];
  for (const [asked, stated, expected] of table) {
    it(`G5 of '${stated.slice(0, 20)}' ${expected ? 'answers' : 'does not answer'} for ${asked.slice(0, 20)}`, () => {
      assert.equal(isSameArtifact(parseReference(asked), stated), expected);
    });
  }
});
