import { existsSync, readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../paths';
import { type Contract, readContract } from './contract';
import { type Page, pages } from './page';
import { isNotation, shortNameProblems, taskSteps } from './pipeline';
import { statementCheck } from './statements';
import { stepProblems } from './stepCheck';
import { wordProblems } from './words';

/** The pipelines that this repository runs itself, and its templates. */
const ownPipelines = [
  'azure-pipelines.yml',
  'azure-pipelines.smoke.yml',
  'demo/azure-pipelines.yml',
  ...['sign', 'verify', 'deploy'].map((name) => `templates/${name}.yml`),
];

function ownPipelineProblems(name: string, contract: Contract): string[] {
  const steps = taskSteps(readFileSync(path.join(root, name), 'utf8')).filter(isNotation);
  return steps.flatMap((step) => stepProblems(contract, step)).map((one) => `${name}: ${one}`);
}

/** What is wrong with the pages: their pipelines, their links, and the inputs that README names. */
export function pagesProblems(contract: Contract = readContract()): string[] {
  const all = pages();
  return [
    ...all.flatMap((page) => fenceProblems(page, contract)),
    ...ownPipelines.flatMap((name) => ownPipelineProblems(name, contract)),
    ...all.flatMap(linkProblems),
    ...all.flatMap(statementCheck(contract)),
    ...[...all, ...pipelines()].flatMap(wordProblems),
    ...placeholderProblems(),
    ...readmeProblems(all.find(({ name }) => name === 'README.md')?.text ?? '', contract),
  ];
}

/** The pipelines within a page are held to task.json; one with `# ...` leaves inputs out. */
export function fenceProblems({ name, text }: Page, contract: Contract): string[] {
  const fences = [...text.matchAll(/^ *```ya?ml\n([\s\S]*?)^ *```/gm)].map(([, yaml = '']) => yaml);
  return fences.flatMap((yaml) => {
    const isAbbreviated = /# ?(\.\.\.|…)/.test(yaml);
    return taskSteps(yaml)
      .filter(isNotation)
      .flatMap((step) => [...shortNameProblems(step), ...stepProblems(contract, step)])
      .filter((problem) => !isAbbreviated || !problem.endsWith(' is missing'))
      .map((problem) => `${name}: ${problem}`);
  });
}

/**
 * Placeholders that the table in docs/README.md does not have: of a pipeline to copy, every one; of a page, those
 * of service connections.
 */
export function placeholderProblems(
  files: readonly Page[] = [...pages(), ...pipelines()],
): string[] {
  const table = readFileSync(path.join(root, 'docs/README.md'), 'utf8');
  return files.flatMap(({ name, text }) =>
    [...new Set(text.match(name.endsWith('.yml') ? /<\w+>/g : /<\w+_connection>/g))]
      .filter((placeholder) => !table.includes(`\`${placeholder}\``))
      .map((placeholder) => `${name}: ${placeholder} is no placeholder of docs/README.md`),
  );
}

/** The pipelines to copy. */
function pipelines(): Page[] {
  return ['examples', 'templates'].flatMap((folder) =>
    readdirSync(path.join(root, folder)).map((file) => {
      const name = path.posix.join(folder, file);
      return { name, text: readFileSync(path.join(root, name), 'utf8') };
    }),
  );
}

/** Links to files and headings that are not there. */
export function linkProblems({ name, text }: Page): string[] {
  const prose = text.replace(/^ *```[\s\S]*?^ *```/gm, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const local = links.filter((link) => !/^[a-z]+:/.test(link));
  return local.flatMap((link) => {
    const [file = '', heading] = link.split('#');
    const target = file === '' ? name : path.posix.join(path.posix.dirname(name), file);
    if (!existsSync(path.join(root, target))) return [`${name}: ${link} leads nowhere`];
    if (heading === undefined || !target.endsWith('.md')) return [];
    const page = readFileSync(path.join(root, target), 'utf8');
    return anchors(page).includes(heading) ? [] : [`${name}: ${link}: no such heading`];
  });
}

/** The anchors of a page's headings, as GitHub and Azure Repos make them. */
function anchors(text: string): string[] {
  const prose = text.replace(/^ *```[\s\S]*?^ *```/gm, '');
  return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** README's tables name inputs of the task and no others, with the defaults that they have. */
export function readmeProblems(readme: string, { inputs }: Contract): string[] {
  const [, section = ''] = readme.split(/^## Inputs at a glance$/m);
  const rows = [...(section.split(/^## /m)[0] ?? '').matchAll(/^\| (`[^|]+) \| ([^|]*) \|/gm)];
  if (rows.length === 0) return ['README.md has no table of inputs'];
  return rows.flatMap(([, cell = '', shown = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name = '']) => {
      const input = inputs.find((one) => one.name === name);
      if (input === undefined) return [`README.md: there is no input ${name}`];
      const value = /^`(.*)`$/.exec(shown.trim())?.[1];
      const isRight = value === undefined || value === String(input.defaultValue);
      return isRight ? [] : [`README.md: the default of ${name} is not ${value}`];
    }),
  );
}
