import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import { bundledPackages } from './bundle';
import { licencesOf } from './licences';
import { BUNDLED, TASK_BUILD, TASK_SOURCE, root } from './paths';

/**
 * Builds the task's folder as the package will hold it: the entry and one bundle, readable, and
 * beside them what the agent, the editor and a reader of licences need.
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
  const { metafile } = await build({
    ...shared,
    entryPoints: [path.join(TASK_SOURCE, 'src/main.ts')],
    outfile: path.join(TASK_BUILD, 'main.js'),
    target: 'node16',
    // Its other form loads its parts by names that no bundler can follow.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    legalComments: 'none', // their texts stand in full in the licences file
    metafile: true,
  });
  for (const name of ['task.json', 'icon.png', 'data', 'Strings']) {
    cpSync(path.join(TASK_SOURCE, name), path.join(TASK_BUILD, name), { recursive: true });
  }
  cpSync(path.join(root, 'LICENSE'), path.join(TASK_BUILD, 'LICENSE'));
  const packages = bundledPackages(metafile);
  writeFileSync(path.join(TASK_BUILD, 'THIRD_PARTY_LICENSES.txt'), licencesOf(packages));
  writeFileSync(BUNDLED, JSON.stringify(packages));
}

void buildTask();
