// Fills .tools/ with the real programs the tests drive, at the versions pinned in scripts/tools/. Names given as
// arguments, such as `notation-1.3.2` or `node`, leave it at these parts.
import path from 'node:path';
import { debianPart } from './tools/debian';
import { toolsFolder } from './tools/folders';
import { buildGoModule, goModules, goPart, installedGo } from './tools/go';
import type { Installable } from './tools/installable';
import { installNodeRuntimes, nodePart } from './tools/node-runtimes';
import { openbaoPart } from './tools/openbao';
import { isCurrent, markCurrent } from './tools/stamp';

const readyMade: readonly Installable[] = [debianPart, openbaoPart];
const parts = [...[...goModules, ...readyMade].map(({ name }) => name), 'node'];
const wanted = process.argv.length > 2 ? process.argv.slice(2) : parts;
const modules = goModules.filter(({ name }) => wanted.includes(name));

function report(file: string, start: number): void {
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`built ${path.relative(path.dirname(toolsFolder), file)} (${seconds} s)`);
}

/** Gives how many parts had to be built. */
async function getGoPrograms(version: string): Promise<number> {
  let built = 0;
  for (const module of modules) {
    const part = goPart(module, version);
    if (!isCurrent(part)) {
      const start = Date.now();
      await buildGoModule(module);
      markCurrent(part);
      part.files.forEach((file) => {
        report(file, start);
      });
      built += 1;
    }
  }
  return built;
}

/** Gives how many parts had to be installed. */
async function getNodeRuntimes(): Promise<number> {
  const part = nodePart();
  if (isCurrent(part)) {
    return 0;
  }
  const start = Date.now();
  await installNodeRuntimes();
  markCurrent(part);
  part.files.forEach((file) => {
    report(file, start);
  });
  return 1;
}

/** Gives how many parts had to be installed. @throws on CI, where a part cannot be had here */
async function getReadyMade(): Promise<number> {
  let installed = 0;
  for (const { name, problem, remedy, part, install } of readyMade) {
    if (!wanted.includes(name) || isCurrent(part())) continue;
    const why = problem();
    if (why !== undefined) {
      const message = `Not installed, because ${why}: ${name}. ${remedy}.`;
      // On a laptop the tests skip what needs it; CI must not pass by skipping.
      if (process.env['CI']) throw new Error(message);
      console.log(message);
      continue;
    }
    const start = Date.now();
    await install();
    markCurrent(part());
    part().files.forEach((file) => {
      report(file, start);
    });
    installed += 1;
  }
  return installed;
}

async function main(): Promise<void> {
  const unknown = wanted.filter((name) => !parts.includes(name));
  if (unknown.length > 0) {
    throw new Error(`No such part: ${unknown.join(', ')}. There are: ${parts.join(', ')}.`);
  }
  const go = modules.length === 0 ? { version: '' } : installedGo();
  if ('problem' in go) {
    const missing = modules.flatMap((module) => Object.values(module.programs)).join(', ');
    console.log(
      `Not built, because ${go.problem}: ${missing}. Install Go 1.24 or newer: https://go.dev/dl`,
    );
    // On a laptop the tests skip what needs these programs; CI must not pass by skipping.
    process.exitCode = process.env['CI'] ? 1 : 0;
  }
  const results = await Promise.allSettled([
    'version' in go ? getGoPrograms(go.version) : 0,
    wanted.includes('node') ? getNodeRuntimes() : 0,
    getReadyMade(),
  ]);
  let built = 0;
  for (const result of results) {
    if (result.status === 'rejected') {
      console.error(result.reason instanceof Error ? result.reason.message : result.reason);
      process.exitCode = 1;
    } else {
      built += result.value;
    }
  }
  if (built === 0 && process.exitCode !== 1 && 'version' in go) {
    console.log('Tools are up to date.');
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
