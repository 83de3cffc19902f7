import { readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { root } from './paths';

const vagueNames = /(^|\/)(utils?|helpers?|common|misc)(\.ts|\/|$)/i;

/** Where our own TypeScript is. */
const folders = [
  'Tasks/Notation/src',
  'Tasks/Notation/tests',
  'emulator',
  'scripts',
  'bench',
  'demo',
];

/** Each break of the two laws that the linter cannot check, a line. */
function problems(): string[] {
  const files = folders.flatMap((folder) => list(path.join(root, folder)));
  const names = files.map((file) => path.relative(root, file).replace(/\.ts$/, ''));
  const known = new Set(names);
  const imports = new Map(names.map((name) => [name, importsOf(name, known)]));
  return [
    ...names
      .filter((name) => vagueNames.test(name))
      .map((name) => `${name}: a name that says nothing`),
    ...circles(imports),
  ];
}

function list(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return list(file);
    return entry.name.endsWith('.ts') ? [file] : [];
  });
}

/** Our own files that a file imports. */
function importsOf(name: string, known: ReadonlySet<string>): string[] {
  const text = readFileSync(path.join(root, `${name}.ts`), 'utf8');
  const found = [...text.matchAll(/(?:from|import\(|require\()\s*'(\.[^']*)'/g)];
  return found.flatMap(([, module = '']) => {
    const target = path.join(path.dirname(name), module);
    return [target, path.join(target, 'index')].filter((one) => known.has(one));
  });
}

/** The circles of imports, each once. A file whose imports were followed is not followed again. */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const followed = new Set<string>();
  const follow = (name: string, trail: readonly string[]): void => {
    if (trail.includes(name)) {
      found.push(
        `a circle of imports: ${[...trail.slice(trail.indexOf(name)), name].join(' -> ')}`,
      );
      return;
    }
    if (followed.has(name)) return;
    for (const next of imports.get(name) ?? []) follow(next, [...trail, name]);
    followed.add(name);
  };
  for (const name of imports.keys()) follow(name, []);
  return found;
}

const all = problems();
for (const problem of all) console.error(problem);
process.exitCode = all.length === 0 ? 0 : 1;
