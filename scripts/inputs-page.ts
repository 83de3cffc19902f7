import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { conditionFor, inputsOf, unknownNames } from './docs/condition';
import { type Contract, type Input, commandsOf, findInput, readContract } from './docs/contract';
import { choosersOf } from './docs/visibility';
import { root } from './paths';

/** The page that is made from task.json. */
export const INPUTS_PAGE = path.join(root, 'docs/inputs.md');

/** What a command does, and where to read on. */
const about: Readonly<Record<string, string>> = {
  install:
    'Puts the Notation CLI on the PATH of the later steps of the job: for those who choose its [version](pinned-versions.md), or call it in scripts of their own. The other commands install the default version for themselves, where PATH has none. See also [agents without a way to github.com](offline.md).',
  sign: 'Signs artifacts that are already in a registry. See also [keys and signers](signers.md), [registries](registries.md) and [timestamps](timestamps.md).',
  verify:
    'Verifies the signatures of artifacts, and fails where one is not signed by somebody you trust. See also [trust](trust.md) and [revocation](revocation.md).',
  inspect:
    'Lists the signatures of artifacts without judging them. See also [what signatures say](inspect.md).',
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
    `\`command\` says what the step does: ${commands.map((one) => `[\`${one}\`](#${one})`).join(', ')}. Without it the step does \`${String(command?.defaultValue)}\`.`,
    'An empty input counts as one that is not given. Paths are relative to the working directory of the step, which is the checked-out repository. Names of inputs, and the values of those with a list of choices, may be written in any case of letters. _Required_ inputs without a default must be given; _when_ tells for which other inputs the editor shows an input, and the step reads it.',
    ...commands.flatMap((one) => section(contract, one)),
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

function section(contract: Contract, command: string): string[] {
  const rows = inputsOf(contract, command).map((input) => [
    [input.name, ...(input.aliases ?? [])].map(code).join(' or '),
    kindOf(input),
    input.defaultValue === '' ? '' : code(String(input.defaultValue)),
    input.required && choosersOf(contract, input).length === 0 ? 'yes' : '',
    conditionFor(contract, command, input) || 'always',
    meaning(input),
  ]);
  const head = ['Input', 'Value', 'Default', 'Required', 'When', 'What it is'];
  return [`## ${command}`, about[command] ?? '', table(head, rows)];
}

function meaning({ label, helpMarkDown }: Input): string {
  return `**${label}.** ${helpMarkDown}`;
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
