import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { type Metafile, type Plugin, build } from 'esbuild';
import { bundledPackages } from './bundle';
import { licencesOf } from './licences';
import { BUNDLED, TASK_BUILD, TASK_SOURCE, root } from './paths';

/**
 * Libraries with a file of their own, by the names under which sources import them: the bundle would
 * be a third larger with them, and every step reads the whole bundle, while few steps need them.
 */
const apart: Readonly<Record<string, string>> = {
  yaml: 'yaml',
  // Its other form loads its parts by names that no bundler can follow.
  'jsonc-parser': 'jsonc-parser/lib/esm/main.js',
};

/** Has the bundle load these libraries from the files beside it. */
const leaveApart: Plugin = {
  name: 'leave-apart',
  setup(build) {
    build.onResolve(
      { filter: new RegExp(`^(?:${Object.keys(apart).join('|')})$`) },
      ({ path: name }) => ({
        path: `./${name}.js`,
        external: true,
      }),
    );
  },
};

/**
 * Builds the task's folder as the package will hold it: the entry, one bundle, readable, the libraries
 * that few steps need, and beside them what the agent, the editor and a reader of licences need.
 */
async function buildTask(): Promise<void> {
  rmSync(TASK_BUILD, { recursive: true, force: true });
  mkdirSync(TASK_BUILD, { recursive: true });
  const shared = { bundle: true, platform: 'node', format: 'cjs', absWorkingDir: root } as const;
  await build({
    ...shared,
    entryPoints: [path.join(TASK_SOURCE, 'src/index.ts')],
    outfile: path.join(TASK_BUILD, 'index.js'),
    target: 'node6', // it only says that a Node is too old
    external: ['./main'],
  });
  const bundled = {
    ...shared,
    target: 'node16',
    legalComments: 'none', // their texts stand in full in the licences file
    metafile: true,
  } as const;
  const main = await build({
    ...bundled,
    entryPoints: [path.join(TASK_SOURCE, 'src/main.ts')],
    outfile: path.join(TASK_BUILD, 'main.js'),
    plugins: [leaveApart],
  });
  const libraries = await build({ ...bundled, entryPoints: apart, outdir: TASK_BUILD });
  for (const name of ['task.json', 'icon.png', 'data', 'Strings']) {
    cpSync(path.join(TASK_SOURCE, name), path.join(TASK_BUILD, name), { recursive: true });
  }
  cpSync(path.join(root, 'LICENSE'), path.join(TASK_BUILD, 'LICENSE'));
  const packages = bundledPackages(together(main.metafile, libraries.metafile));
  writeFileSync(path.join(TASK_BUILD, 'THIRD_PARTY_LICENSES.txt'), licencesOf(packages));
  writeFileSync(BUNDLED, JSON.stringify(packages));
}

function together(one: Metafile, other: Metafile): Pick<Metafile, 'inputs'> {
  return { inputs: { ...one.inputs, ...other.inputs } };
}

void buildTask();
