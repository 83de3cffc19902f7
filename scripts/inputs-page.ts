import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { conditionFor, inputsOf, isRequired, unknownNames } from './docs/condition';
import {
  type Contract,
  type Input,
  commandsOf,
  findInput,
  isYamlOnly,
  readContract,
} from './docs/contract';
import { root } from './paths';

/** The page that is made from task.json. */
export const INPUTS_PAGE = path.join(root, 'docs/inputs.md');

/** What a command does, and where to read on. */
const about: Readonly<Record<string, string>> = {
  install:
    'Puts the Notation CLI on the PATH of the later steps of the job. Use it to choose the [version](pinned-versions.md), or to call the CLI in your own scripts. Sign and verify install the default version for themselves if the PATH has none; inspect needs none. See also [agents without a way to github.com](offline.md).',
  sign: 'Signs artifacts that are already in a registry. See also [keys and signers](signers.md), [registries](registries.md) and [timestamps](timestamps.md).',
  verify:
    'Verifies the signatures of artifacts, and fails if an artifact has no signature of a signer that you trust. See also [trust](trust.md) and [revocation](revocation.md).',
  inspect:
    'Lists the signatures of artifacts without verifying them. See also [what signatures say](inspect.md).',
};

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  multiLine: 'lines of text',
  boolean: '`true` or `false`',
  'connectedService:AzureRM': 'Azure Resource Manager service connection',
  'connectedService:dockerregistry': 'Docker Registry service connection',
};

/** The page of all inputs and output variables, as task.json has them. */
export async function inputsPage(contract: Contract): Promise<string> {
  const commands = commandsOf(contract);
  const command = findInput(contract, 'command');
  const text = [
    '# Inputs and output variables',
    '<!-- Made from task.json by `npm run docs`: change it there. -->',
    `\`command\` says what the step does: ${commands.map((one) => `[\`${one}\`](#${one})`).join(', ')}. A step without \`command\` does \`${String(command?.defaultValue)}\`. An empty \`command\`, from an empty variable for example, is refused.`,
    'Every other empty input counts as one that is not given. Paths are relative to the working directory of the step, which is the checked-out repository. The case of letters does not matter in names of inputs, nor in values from a list of choices. Every _required_ input without a default must be given. _Only when_ names the condition under which the editor shows an input and the step reads it.',
    ...commands.flatMap((one) => section(contract, one)),
    '## Only in YAML',
    'The editor does not show these inputs. They are for pipelines that were written for the built-in task.',
    contract.inputs
      .filter(isYamlOnly)
      .map((input) => entry(contract, input, ''))
      .join('\n'),
    '## Output variables',
    'A later step reads them as `$(<name of the step>.<variable>)`; give the step a `name` for that.',
    table(
      ['Variable', 'What it holds'],
      contract.outputVariables.map(({ name, description }) => [code(name), description]),
    ),
  ].join('\n\n');
  const options = await resolveConfig(INPUTS_PAGE);
  return format(text, { ...options, parser: 'markdown' });
}

/** The inputs of a command by the groups of the editor: the first holds what every step needs. */
function section(contract: Contract, command: string): string[] {
  const inputs = inputsOf(contract, command);
  const groups = contract.groups.flatMap(({ name, displayName }) => {
    const entries = inputs
      .filter(({ groupName }) => groupName === name)
      .map((input) => entry(contract, input, conditionFor(contract, command, input) ?? ''));
    return entries.length === 0 ? [] : [`### ${displayName} (${command})`, entries.join('\n')];
  });
  return [`## ${command}`, about[command] ?? '', ...groups];
}

/** An input as an item of a list: a table of all this is wider than a page. */
function entry(contract: Contract, input: Input, condition: string): string {
  const { name, aliases = [], defaultValue, label, helpMarkDown } = input;
  const facts = [
    kindOf(input),
    ...(isRequired(contract, input) ? ['required'] : []),
    ...(defaultValue === '' ? [] : [`default ${code(String(defaultValue))}`]),
    ...(aliases.length === 0 ? [] : [`other names ${aliases.map(code).join(', ')}`]),
    ...(condition === '' ? [] : [`only when ${condition}`]),
  ];
  return `- **${code(name)}** (${facts.join('; ')})  \n  **${label}.** ${helpMarkDown}`;
}

function kindOf({ type, options }: Input): string {
  return options === undefined ? (kinds[type] ?? type) : Object.keys(options).map(code).join(', ');
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What is wrong with the page of inputs: it is not made from this task.json, or does not name an input. */
export async function inputsPageProblems(contract: Contract = readContract()): Promise<string[]> {
  const page = existsSync(INPUTS_PAGE) ? readFileSync(INPUTS_PAGE, 'utf8') : '';
  const isFresh = page === (await inputsPage(contract));
  return [
    ...(isFresh ? [] : ['docs/inputs.md is not made from this task.json: run npm run docs']),
    ...contract.inputs
      .filter(({ name }) => !page.includes(`\`${name}\``))
      .map(({ name }) => `docs/inputs.md does not name the input ${name}: no command shows it`),
    ...unknownNames(contract).map((name) => `task.json: a visible rule names ${name}, no input`),
  ];
}

async function write(): Promise<void> {
  writeFileSync(INPUTS_PAGE, await inputsPage(readContract()));
}

if (require.main === module) void write();
