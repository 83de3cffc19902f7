import assert from 'node:assert/strict';
import { expandTemplates } from '../../../../../emulator/template';

const files: Readonly<Record<string, string>> = {
  'a/steps.yml': `
parameters:
  - { name: text, type: string, default: none }
  - { name: flag, type: boolean, default: false }
steps:
  - script: echo \${{ parameters.text }}, \${{parameters.flag}}
  - template: inner.yml`,
  'a/inner.yml': 'steps:\n  - script: inner',
  'whole.yml@other': `
parameters:
  - { name: steps, type: stepList }
jobs:
  - job: one
    steps:
      - script: before
      - \${{ parameters.steps }}
      - template: tail.yml`,
  'tail.yml@other': 'steps:\n  - script: after',
  'again.yml': 'steps:\n  - template: again.yml',
  'keys.yml': 'variables: {}\nsteps: []',
};

function load(path: string, repository: string): string {
  const text = files[repository === '' ? path : `${path}@${repository}`];
  assert(text !== undefined, `${path}@${repository}`);
  return text;
}

const uses = (name: string, more = ''): string => `steps:\n  - template: ${name}\n${more}`;

describe('the templates of a pipeline', () => {
  it('stand in lists of steps, with parameters, paths relative to the file that names them', () => {
    const text = uses(
      'a/steps.yml',
      '    parameters: { text: hello, flag: true }\n  - script: last',
    );
    assert.deepEqual(expandTemplates(text, load), {
      steps: [{ script: 'echo hello, True' }, { script: 'inner' }, { script: 'last' }],
    });
    const [first] = expandTemplates(uses('a/steps.yml'), load)['steps'] as { script: string }[];
    assert.equal(first?.script, 'echo none, False');
  });

  it('may be extended, from another repository, with steps as a parameter', () => {
    const text = `
trigger: none
parameters:
  - { name: word, type: string }
extends:
  template: whole.yml@other
  parameters:
    steps:
      - script: \${{ parameters.word }}
      - script: two`;
    assert.deepEqual(expandTemplates(text, load, { word: 'one' }), {
      trigger: 'none',
      jobs: [
        {
          job: 'one',
          steps: ['before', 'one', 'two', 'after'].map((script) => ({ script })),
        },
      ],
    });
  });

  const refused: [what: string, text: string, message: RegExp][] = [
    [
      'an unknown parameter',
      uses('a/steps.yml', '    parameters: { other: x }'),
      /Unexpected.*other/,
    ],
    ['a missing parameter', 'extends: { template: whole.yml@other }', /value for the 'steps'/],
    [
      'no list of steps',
      'extends: { template: whole.yml@other, parameters: { steps: x } }',
      /no stepList/,
    ],
    ['no boolean', uses('a/steps.yml', '    parameters: { flag: yes }'), /not a valid Boolean/],
    ['a list for a text', uses('a/steps.yml', '    parameters: { text: [x] }'), /no string/],
    ['a condition', 'steps:\n  - ${{ if true }}:\n      - script: x', /does not know/],
    ['another expression', 'steps:\n  - script: ${{ variables.x }}', /does not know/],
    ['a template of itself', uses('again.yml'), /More than 20/],
    ['a path out of the repository', uses('../x.yml'), /outside its repository/],
    ['other keys of a template', uses('keys.yml'), /may not have variables/],
    [
      'steps beside extends',
      'steps: []\nextends: { template: whole.yml@other, parameters: { steps: [] } }',
      /may not have steps/,
    ],
    [
      'an unknown type',
      'parameters:\n  - { name: x, type: object }\nsteps: []',
      /does not know the parameter/,
    ],
  ];
  for (const [what, text, message] of refused) {
    it(`are refused for ${what}`, () => {
      assert.throws(() => expandTemplates(text, load), message);
    });
  }
});
