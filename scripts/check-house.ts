import { readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { TASK_SOURCE } from './paths';

const vagueNames = /(^|\/)(utils?|helpers?|common|misc)(\.ts|\/|$)/i;

const sources = path.join(TASK_SOURCE, 'src');

/** Each break of the two laws that the linter cannot check, a line. */
function problems(): string[] {
  const files = list(sources).map((file) => path.relative(sources, file).replace(/\.ts$/, ''));
  const imports = new Map(files.map((file) => [file, importsOf(file)]));
  return [
    ...files
      .filter((file) => vagueNames.test(file))
      .map((file) => `${file}: a name that says nothing`),
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
