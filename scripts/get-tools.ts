// Fills .tools/ with the real programs the tests drive, at the versions pinned in scripts/tools/. Names given as
// arguments, such as `notation-1.3.2`, `node` or `windows`, leave it at these parts.
import path from 'node:path';
import { emulated, isEmulationDue, isOnCi, problemOfEmulation } from './tools/emulated';
import { toolsFolder } from './tools/folders';
import { installedGo } from './tools/go';
import { type Work, emulatedWorks, ownWorks } from './tools/parts';
import { isCurrent, markCurrent } from './tools/stamp';

const all = [...ownWorks, ...emulated.flatMap((name) => emulatedWorks[name])];

/** The named parts; by default all, those of the emulated platforms only where a run of all tests needs them. */
function chooseWorks(wanted: readonly string[]): readonly Work[] {
  const names = new Set(all.flatMap((work) => work.names));
  const unknown = wanted.filter((name) => !names.has(name));
  if (unknown.length > 0) {
    throw new Error(`No such part: ${unknown.join(', ')}. There are: ${[...names].join(', ')}.`);
  }
  if (wanted.length > 0) {
    return all.filter((work) => work.names.some((name) => wanted.includes(name)));
  }
  return isEmulationDue() ? all : ownWorks;
}

function report(file: string, start: number): void {
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`built ${path.relative(path.dirname(toolsFolder), file)} (${seconds} s)`);
}

/** Makes what is not there yet, one after the other; gives how many had to be made. */
async function make(works: readonly Work[], goVersion: string): Promise<number> {
  let made = 0;
  for (const work of works) {
    const part = work.part(goVersion);
    if (isCurrent(part)) continue;
    const obstacle = work.obstacle?.();
    if (obstacle !== undefined) {
      // On a laptop the tests skip what needs it; CI must not pass by skipping.
      if (isOnCi()) throw new Error(obstacle);
      console.log(obstacle);
      continue;
    }
    const start = Date.now();
    await work.make();
    markCurrent(part);
    for (const file of part.files) report(file, start);
    made += 1;
  }
  return made;
}

/** A machine that cannot have the emulated platforms must not start with them. */
function checkEmulation(works: readonly Work[]): void {
  const isEmulated = works.some((work) => !ownWorks.includes(work));
  const problem = isEmulated ? problemOfEmulation() : undefined;
  if (problem === undefined) return;
  throw new Error(`Emulated platforms (${emulated.join(', ')}): ${problem}.`);
}

async function main(): Promise<void> {
  const works = chooseWorks(process.argv.slice(2));
  checkEmulation(works);
  const withGo = works.filter(({ needsGo }) => needsGo);
  const go = withGo.length === 0 ? { version: '' } : installedGo();
  if ('problem' in go) {
    const missing = withGo.flatMap(({ names }) => names).join(', ');
    console.log(
      `Not built, because ${go.problem}: ${missing}. Install Go 1.24 or newer: https://go.dev/dl`,
    );
    // On a laptop the tests skip what needs these programs; CI must not pass by skipping.
    process.exitCode = isOnCi() ? 1 : 0;
  }
  const results = await Promise.allSettled([
    'version' in go ? make(withGo, go.version) : 0,
    make(
      works.filter(({ needsGo }) => !needsGo),
      '',
    ),
  ]);
  let made = 0;
  for (const result of results) {
    if (result.status === 'rejected') {
      console.error(result.reason instanceof Error ? result.reason.message : result.reason);
      process.exitCode = 1;
    } else {
      made += result.value;
    }
  }
  if (made === 0 && process.exitCode !== 1 && 'version' in go) {
    console.log('Tools are up to date.');
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
