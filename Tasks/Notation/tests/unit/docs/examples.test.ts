import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sinon from 'sinon';
import { type Values, readContract } from '../../../../../scripts/docs/contract';
import { exampleProblems, pipelineProblems } from '../../../../../scripts/docs/examples';
import { type TaskStep, isNotation, taskSteps } from '../../../../../scripts/docs/pipeline';
import { canonical } from '../../../../../scripts/docs/stepCheck';
import { withDefaults } from '../../../../../scripts/docs/visibility';
import { root } from '../../../../../scripts/paths';
import { readInputs } from '../../../src/inputs';
import { givenInputs } from '../givenInputs';

const contract = readContract();
const folder = path.join(root, 'examples');
const examples = readdirSync(folder).filter((name) => name.endsWith('.yml'));
const paths = [
  ...['trustPolicy', 'trustStore', 'trustedCertificates', 'caCertBundle'],
  ...['timestampRootCert', 'pluginPath'],
];
const digest = `sha256:${'0'.repeat(64)}`;

function stepsOf(name: string): TaskStep[] {
  return taskSteps(readFileSync(path.join(folder, name), 'utf8')).filter(isNotation);
}

/** What its reader fills in for an input of an example; a file or folder is one that is there. */
function fill(name: string, value: string): string {
  const isOpen = /<\w+>|\$[({[]/.test(value);
  if (value === '' || (!isOpen && !paths.includes(name))) return value;
  if (paths.includes(name)) return name === 'trustStore' ? '.' : 'present';
  if (/url$/i.test(name)) return 'https://files.example.com/archive.tar.gz';
  if (/checksum$/i.test(name)) return '0'.repeat(64);
  if (name === 'pinTo' || name === 'imagesFrom') return value.replace(/\$\([\w.]+\)/g, 'folder');
  if (name === 'artifactRefs') return `r.example/app@${digest}`;
  return value.replace(/<(\w+)>/g, '$1');
}

function filled(inputs: Values): Values {
  const values = Object.entries(withDefaults(contract, canonical(contract, inputs)));
  return Object.fromEntries(values.map(([name, value]) => [name, fill(name, value)]));
}

describe('the examples', () => {
  let work: string;
  const before = process.cwd();

  beforeEach(() => {
    work = mkdtempSync(path.join(tmpdir(), 'examples-'));
    writeFileSync(path.join(work, 'present'), '');
    process.chdir(work);
  });

  afterEach(() => {
    sinon.restore();
    process.chdir(before);
    rmSync(work, { recursive: true, force: true });
  });

  it('keep to task.json', () => {
    assert.deepEqual(exampleProblems(), []);
    assert(examples.length >= 12);
  });

  for (const name of examples) {
    it(`${name} is read by the task without an error`, () => {
      for (const { inputs } of stepsOf(name)) {
        const values = filled(inputs);
        givenInputs(values);
        assert.equal(readInputs().command, values['command']);
      }
    });
  }

  describe('would be found wrong for', () => {
    const full = 'notation-pipelines.notation.notation-task.Notation@0';
    const both = '# Works under both names: all of it.\n';
    const own = '# Needs the full name: for this.\n';
    const verify = {
      command: 'verify',
      artifactRefs: '$(image)',
      trustPolicy: 'policy.json',
      trustStore: 'store',
    };

    function problemsOf(inputs: Values, comment = both, task = full): string[] {
      return pipelineProblems(`${comment}steps: ${JSON.stringify([{ task, inputs }])}`, contract);
    }

    const key = { command: 'sign', keyid: '<key_id>' };
    const cases: [what: string, problems: () => string[], problem: RegExp][] = [
      [
        'an unknown input',
        () => problemsOf({ ...verify, trustStor: 'x' }, own),
        /no input trustStor/,
      ],
      ['an unknown command', () => problemsOf({ command: 'remove' }), /cannot be 'remove'/],
      ['no true or false', () => problemsOf({ ...key, selfSigned: 'yes' }), /cannot be 'yes'/],
      [
        'an input of another command',
        () => problemsOf({ ...verify, keyid: 'k' }),
        /keyid does not/,
      ],
      [
        'an input of another plugin',
        () => problemsOf({ ...key, signingAccount: 'a' }, own),
        /signingAccount does not count/,
      ],
      ['a missing input', () => problemsOf({ command: 'sign' }), /keyid is missing/],
      ['no trust', () => problemsOf({ ...verify, trustStore: '' }), /nothing says whom to trust/],
      ['the short name', () => problemsOf(verify, both, 'Notation@0'), /runs the built-in task/],
      ['no word on its names', () => problemsOf(verify, ''), /does not say that it works/],
      [
        'no word on the full name',
        () => problemsOf({ ...key, maxParallel: '2' }),
        /does not say why it needs/,
      ],
      ['a wrong word', () => problemsOf(verify, both + own), /says the wrong thing/],
      ['no step of the task', () => pipelineProblems('steps: []', contract), /has no step/],
    ];
    for (const [what, problems, problem] of cases) {
      it(what, () => {
        assert.match(problems().join('\n'), problem);
      });
    }

    it('nothing where an alias is used, or an expression', () => {
      const inputs = { ...key, azurekvServiceConnection: 'c', selfSigned: '${{ parameters.own }}' };
      assert.deepEqual(problemsOf(inputs), []);
    });
  });
});
