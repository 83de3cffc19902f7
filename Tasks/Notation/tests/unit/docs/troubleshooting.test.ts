import assert from 'node:assert/strict';
import { readContract } from '../../../../../scripts/docs/contract';
import { pageProblems, troubleshootingProblems } from '../../../../../scripts/troubleshooting';

const entry = (title: string, text = 'What.\n\n- **Why:** so.\n- **Do:** this.'): string =>
  `### ${title}\n\n${text}\n\n`;

const contract = {
  ...readContract(),
  messages: { Error_NotSigned: '%s', Warning_Tag: '%s', Notice_LeftOut: '%s', Log_Signed: '%s' },
};
const titles = ['NodeTooOld', 'NotSigned', 'Warning: Tag', 'Notice: LeftOut'];
const page = `# Troubleshooting\n\n${titles.map((title) => entry(title)).join('')}`;

describe('the troubleshooting page', () => {
  it('has an entry for each code, and a code for each entry', () => {
    assert.deepEqual(troubleshootingProblems(), []);
  });

  it('would be found complete', () => {
    assert.deepEqual(pageProblems(page, contract), []);
  });

  const cases: [what: string, page: string, problem: RegExp][] = [
    ['a missing entry', page.replace(entry('NotSigned'), ''), /has no entry 'NotSigned'/],
    ['an entry without code', page + entry('NotThere'), /no message for 'NotThere'/],
    ['an entry twice', page + entry('NotSigned'), /two entries 'NotSigned'/],
    ['an entry without meaning', page.replace('What.\n', ''), /does not say what it means/],
    ['an entry without reason', page.replace('- **Why:** so.\n', ''), /does not say why/],
    ['an entry without remedy', page.replace('- **Do:** this.', ''), /does not say what to do/],
    [
      'advice to check less',
      page.replace('this.', 'disable the verification.'),
      /advises to check less/,
    ],
  ];
  for (const [what, broken, problem] of cases) {
    it(`would be found wrong for ${what}`, () => {
      const problems = pageProblems(broken, contract);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0] ?? '', problem);
    });
  }
});
