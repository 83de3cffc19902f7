import assert from 'node:assert/strict';
import { readContract } from '../../../../../scripts/docs/contract';
import { conditionFor, inputsOf } from '../../../../../scripts/docs/condition';
import {
  fenceProblems,
  linkProblems,
  pagesProblems,
  placeholderProblems,
  readmeProblems,
} from '../../../../../scripts/docs/pages';
import { inputsPage, inputsPageProblems } from '../../../../../scripts/inputs-page';

const contract = readContract();

function condition(command: string, name: string): string | undefined {
  const input = contract.inputs.find((one) => one.name === name);
  assert(input !== undefined);
  return conditionFor(contract, command, input);
}

describe('the pages', () => {
  it('have pipelines that keep to task.json, and links that lead somewhere', () => {
    assert.deepEqual(pagesProblems(), []);
  });

  it('would be found wrong for a pipeline with an unknown input', () => {
    const text =
      '```yaml\n- task: Notation@0\n  inputs:\n    command: install\n    vrsion: 1\n```\n';
    assert.match(fenceProblems({ name: 'x.md', text }, contract).join(), /no input vrsion/);
  });

  it('would be found wrong for a pipeline that runs the built-in task', () => {
    const text = (task: string): string =>
      `\`\`\`yaml\n- task: ${task}\n  inputs:\n    command: install\n\`\`\`\n`;
    const problems = (task: string): string[] =>
      fenceProblems({ name: 'x.md', text: text(task) }, contract);
    assert.match(problems('Notation@0').join(), /x\.md: Notation@0 runs the built-in task/);
    assert.deepEqual(problems('publisher.notation.notation-task.Notation@0'), []);
  });

  it('would be found wrong for another name of a service connection', () => {
    const page = (text: string): string[] => placeholderProblems([{ name: 'x.md', text }]);
    assert.match(page('<azure_service_connection>').join(), /x\.md: .*is no placeholder/);
    assert.deepEqual(page('<akv_service_connection> <docker_registry_service_connection>'), []);
    const pipeline = (text: string): string[] => placeholderProblems([{ name: 'x.yml', text }]);
    assert.match(pipeline('<my_vault>').join(), /x\.yml: <my_vault> is no placeholder/);
    assert.deepEqual(pipeline('<vault> <registry_host>'), []);
  });

  it('would be found wrong for a link to no file or heading', () => {
    const page = (text: string): string[] => linkProblems({ name: 'docs/x.md', text });
    assert.match(page('[a](nowhere.md)').join(), /leads nowhere/);
    assert.match(page('[a](security.md#no-such)').join(), /no such heading/);
    assert.deepEqual(page('[a](security.md#what-it-promises) [b](https://example.com)'), []);
  });

  it('would be found wrong for a table of README with another input or default', () => {
    const table = (name: string, value: string): string =>
      `## Inputs at a glance\n\n| Input | Default |\n| --- | --- |\n| \`${name}\` | ${value} | x |\n`;
    assert.match(readmeProblems(table('vrsion', '`1`'), contract).join(), /no input vrsion/);
    assert.match(readmeProblems(table('version', '`0.9`'), contract).join(), /default of version/);
    assert.deepEqual(readmeProblems(table('signatureFormat', '`cose`'), contract), []);
    assert.match(readmeProblems('', contract).join(), /no table/);
  });
});

describe('the page of inputs', () => {
  it('is made from this task.json', async () => {
    assert.deepEqual(await inputsPageProblems(), []);
  });

  it('would be found stale for another help, and lacking for an input that no command shows', async () => {
    const [first, ...others] = contract.inputs;
    assert(first !== undefined);
    const hidden = { ...first, name: 'hidden', visibleRule: 'command = never' };
    const changed = { ...contract, inputs: [{ ...first, label: 'Another' }, ...others, hidden] };
    const problems = await inputsPageProblems({ ...changed, outputVariables: [] });
    assert.match(problems.join(), /run npm run docs.*does not name the input hidden/);
  });

  it('tells when an input counts', () => {
    assert.equal(condition('install', 'url'), '`isCustomVersion` is `true`');
    assert.equal(condition('install', 'keyid'), undefined);
    assert.equal(condition('sign', 'trustPolicy'), '`skipSigned` is `true`');
    assert.equal(condition('verify', 'trustPolicy'), '');
    assert.equal(condition('inspect', 'trustPolicy'), undefined);
    assert.equal(condition('sign', 'keyid'), '`plugin` is `azureKeyVault` or `plugin` is `custom`');
  });

  it('has a section with every input of each command', async () => {
    const page = await inputsPage(contract);
    for (const command of ['install', 'sign', 'verify', 'inspect']) {
      const [, section = ''] = page.split(`\n## ${command}\n`);
      const [text = ''] = section.split('\n## ');
      for (const { name } of inputsOf(contract, command))
        assert(text.includes(`- **\`${name}\`**`));
    }
  });
});
