import { readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { TASK_SOURCE } from './paths';

/**
 * The floors of the house, from the top: a file imports from its own room and from floors below.
 */
const floors: readonly (readonly string[])[] = [
  ['index', 'main'],
  ['commands'],
  ['inputs'],
  ['report', 'images', 'plugins'],
  ['registry'],
  ['azure', 'releases', 'trust'],
  ['notation'],
  ['process', 'network'],
  ['agent', 'artifacts', 'files'],
  ['text', 'errors'],
  ['messages'],
];
/** Rooms without input, output or agent. */
const pure = ['artifacts', 'text', 'notation/arguments', 'notation/output', 'errors', 'messages'];
const LONGEST_FILE = 350;
const vagueNames = /(^|\/)(utils?|helpers?|common|misc)(\.ts|\/|$)/i;

const sources = path.join(TASK_SOURCE, 'src');

/** Each break of the laws, a line. */
function problems(): string[] {
  const files = list(sources).map((file) => path.relative(sources, file).replace(/\.ts$/, ''));
  const imports = new Map(files.map((file) => [file, importsOf(file)]));
  return [
    ...files
      .filter((file) => vagueNames.test(file))
      .map((file) => `${file}: a name that says nothing`),
    ...files.filter(isTooLong).map((file) => `${file}: more than ${LONGEST_FILE} lines`),
    ...files.flatMap((file) => (imports.get(file) ?? []).flatMap((one) => floorProblem(file, one))),
    ...files.flatMap((file) => inputProblem(file, imports.get(file) ?? [])),
    ...files.flatMap((file) => (isPure(file) ? impurities(file, imports.get(file) ?? []) : [])),
    ...circles(imports),
  ];
}

function list(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? list(file) : [file];
  });
}

function text(file: string): string {
  return readFileSync(path.join(sources, `${file}.ts`), 'utf8');
}

/** The files of the house that a file imports, and outside modules by their name. */
function importsOf(file: string): string[] {
  const found = [...text(file).matchAll(/(?:from|import\(|require\()\s*'([^']+)'/g)];
  return found.map(([, name = '']) => {
    if (!name.startsWith('.')) return name;
    const target = path.join(path.dirname(file), name);
    return target === 'inputs' ? 'inputs/index' : target;
  });
}

function floorOf(file: string): number {
  const room = file.split('/')[0] ?? '';
  return floors.findIndex((rooms) => rooms.includes(room));
}

function floorProblem(file: string, imported: string): string[] {
  const [from, to] = [floorOf(file), floorOf(imported)];
  if (to < 0) return [];
  const isSameRoom = file.split('/')[0] === imported.split('/')[0];
  const isBelow =
    to > from || (to === from && isSameRoom) || floors[from]?.includes('index') === true;
  return isBelow ? [] : [`${file} imports ${imported}: up the floors`];
}

/** One reader for all inputs: what is done to each is done to every one. */
function inputProblem(file: string, imports: readonly string[]): string[] {
  const isReader = file === 'inputs/value' || !imports.includes('agent/input');
  return isReader ? [] : [`${file} imports agent/input: inputs are read by inputs/value alone`];
}

function isPure(file: string): boolean {
  return pure.some((room) => file === room || file.startsWith(`${room}/`));
}

function impurities(file: string, imports: readonly string[]): string[] {
  const outside = imports.filter((name) =>
    /^(node:(?!string_decoder)|azure-pipelines|typed-rest-client)|^agent\//.test(name),
  );
  return outside.map((name) => `${file} imports ${name}, but it is to be pure`);
}

function isTooLong(file: string): boolean {
  return text(file).split('\n').length > LONGEST_FILE;
}

function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) {
      found.add(`a circle of imports: ${[...trail.slice(trail.indexOf(file)), file].join(' -> ')}`);
      return;
    }
    for (const next of imports.get(file) ?? [])
      if (imports.has(next)) visit(next, [...trail, file]);
  };
  for (const file of imports.keys()) visit(file, []);
  return [...found];
}

const all = problems();
for (const problem of all) console.error(problem);
process.exitCode = all.length === 0 ? 0 : 1;
