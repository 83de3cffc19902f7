import assert from 'node:assert/strict';
import { readContract } from '../../../../../scripts/docs/contract';
import { statementCheck } from '../../../../../scripts/docs/statements';
import { wordProblems } from '../../../../../scripts/docs/words';

const contract = readContract();
const problems = (text: string): string =>
  statementCheck(contract)({ name: 'x.md', text }).join('\n');

describe('what a page says of the task', () => {
  const right = [
    ['a code', 'The step ends with `NotSigned`.'],
    ['an output variable and a role', '`SignedCount`, `AcrPush`'],
    ['a value of a list', '`plugin: custom`, `failOnWarning: true`'],
    ['a command of the Docker task', '`command: buildAndPush`'],
    ['a script', 'Run `npm run package`.'],
    ['a line of the log', '```\nArtifacts: 1. Signed: 1, signed before: 0, failed: 0.\n```\n'],
    ['a heading of the log', '```\nVerified registry.example.com/a@sha256:75ce (CN=a)\n```\n'],
    ['a line behind a value', '```\na.zip: taken from the agent’s\n```\n'],
    ['a part of a message', '`… does not match its pinned checksum …`'],
    ['the beginning of a line', '`Notation for Azure Pipelines`'],
    ['a pipeline, which other rules judge', '```yaml\n# Artifacts: 1. Signed: 1.\n```\n'],
  ] as const;
  for (const [what, text] of right) {
    it(`passes: ${what}`, () => {
      assert.equal(problems(text), '');
    });
  }

  const wrong = [
    ['a code that is gone', '`AnswerUnknown`', /AnswerUnknown is neither/],
    ['a value that a list does not have', '`plugin: azure`', /plugin cannot be 'azure'/],
    ['a value of a switch', '`failOnWarning: yes`', /failOnWarning cannot be 'yes'/],
    ['a script that is not there', 'npm run packages', /npm run packages: there is no such/],
    ['counts of another form', '```\nArtifacts: 1. Done: 1.\n```\n', /'Artifacts: 1\. Done: 1\.'/],
    [
      'other words behind the same beginning',
      "`a.zip: taken from the agent's tools directory, checksum matches.`",
      /no message of the task is 'a\.zip/,
    ],
    ['a part of no message', '`This task pins no version …`', /This task pins no version/],
  ] as const;
  for (const [what, text, expected] of wrong) {
    it(`is found wrong: ${what}`, () => {
      assert.match(problems(text), expected);
    });
  }
});

describe('the words of a page', () => {
  const found = (text: string): string[] => wordProblems({ name: 'x.md', text });

  it('are plain, and spelled as in the United States', () => {
    const problems = found('Whoever pushes may mend the colour.');
    assert.deepEqual(problems, [
      "x.md: write 'everybody who' for 'Whoever'",
      "x.md: write 'correct' for 'mend'",
      "x.md: write '-or' for 'colour'",
    ]);
  });

  it('do not count in code, nor within other words', () => {
    assert.deepEqual(found('`demands` recommended, a bearer token\n```\ncolour\n```\n'), []);
  });
});
