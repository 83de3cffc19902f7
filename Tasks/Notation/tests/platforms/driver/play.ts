import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, copyFileSync, cpSync, existsSync, linkSync, mkdirSync } from 'node:fs';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { crossProgram, programsFor } from '../../../../../scripts/tools/cross';
import { nodePart } from '../../../../../scripts/tools/node-runtimes';
import { taskWith } from '../../fixtures/packagedTask';
import type { SceneResult, Settings } from '../stage/settings';
import { type PlatformWorld, openPlatformWorld } from '../world/world';
import type { Target } from './target';

/** Milliseconds between two looks at the file of results. */
const LOOK_MS = 100;

/** The scenes under way on one Node of one platform. */
export class ScenePlayer {
  #exit: Promise<unknown> = Promise.resolve();
  #hasEnded = false;
  #child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly world: PlatformWorld,
  ) {}

  /**
   * Starts to play scenes.
   * @param major of the Node
   * @param only names of scenes
   * @throws when what the scenes need cannot be set up
   */
  static async start(target: Target, major: number, only: readonly string[]): Promise<ScenePlayer> {
    const folder = mkdtempSync(path.join(tmpdir(), `scenes-${target.name}-`));
    const work = path.join(folder, 'work');
    mkdirSync(path.join(work, 'programs'), { recursive: true });
    const programs = programsFor(target.go);
    const plugin = crossProgram(programs, 'plugin');
    const platform = `${target.go.os}-${target.go.architecture}`;
    const notation = target.notation();
    const world = await openPlatformWorld(folder, { platform, notation, plugin });
    const play = new ScenePlayer(folder, world);
    try {
      for (const name of programs.programs) {
        const file = crossProgram(programs, name);
        copyFileSync(file, path.join(work, 'programs', path.basename(file)));
      }
      taskWith(path.join(work, 'task'), world.catalogue);
      writeImpatientTask(work);
      const settings: Settings = { world: world.facts, only };
      writeFileSync(path.join(work, 'settings.json'), JSON.stringify(settings));
      await bundleScenes(path.join(work, 'scenes.js'));
      play.#begin(target, placeNode(target, major, work), work);
      return play;
    } catch (error) {
      await play.stop();
      throw error;
    }
  }

  /** The result of a scene, as soon as there is one. @throws Error when there will be none */
  async result(name: string): Promise<SceneResult> {
    for (;;) {
      const hasEnded = this.#hasEnded; // looked at first: the last result comes before the end
      const found = this.#results().find((result) => result.name === name);
      if (found !== undefined) return found;
      if (hasEnded) throw new Error(`the scenes ended without this one\n${this.#said()}`);
      await delay(LOOK_MS);
    }
  }

  /** Ends all that it has started, and removes every file. */
  async stop(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#exit;
    await this.world.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Wine's programs cannot write to a pipe of Linux: so the output goes to a file. */
  #begin(target: Target, node: string, work: string): void {
    const output = openSync(path.join(this.folder, 'output.txt'), 'w');
    const [program, args] = target.run(work, node, 'scenes.js');
    this.#child = spawn(program, args, { stdio: ['ignore', output, output] });
    this.#exit = once(this.#child, 'exit').finally(() => {
      this.#hasEnded = true;
      closeSync(output);
    });
    this.#exit.catch(() => undefined);
  }

  #results(): SceneResult[] {
    const file = path.join(this.folder, 'work', 'results.jsonl');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    // What follows the last line end is still being written.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as SceneResult);
  }

  #said(): string {
    const files = ['output.txt', path.join('work', 'failure.txt')];
    const found = files
      .map((file) => path.join(this.folder, file))
      .filter((file) => existsSync(file));
    return found.map((file) => readFileSync(file, 'utf8')).join('\n');
  }
}

/** One file for any Node that an agent may have. */
async function bundleScenes(outfile: string): Promise<void> {
  const main = path.resolve(__dirname, '..', 'stage', 'main.ts');
  const shared = { bundle: true, platform: 'node', format: 'cjs', target: 'node16' } as const;
  await build({ ...shared, entryPoints: [main], outfile, logLevel: 'error' });
}

/** The program of a Node, below the folder that the scenes see; relative to it. */
function placeNode(target: Target, major: number, work: string): string {
  const marker = `${path.sep}${String(major)}${path.sep}`;
  const source = nodePart(target.node).files.find((file) => file.includes(marker));
  if (source === undefined) throw new Error(`there is no Node ${String(major)}`);
  const name = path.basename(source);
  try {
    linkSync(source, path.join(work, name));
  } catch {
    copyFileSync(source, path.join(work, name)); // another disk
  }
  return name;
}

/** The task with one number changed: it waits a second for a byte of a download, and not thirty. */
function writeImpatientTask(work: string): void {
  const folder = path.join(work, 'task-impatient');
  cpSync(path.join(work, 'task'), folder, { recursive: true });
  const file = path.join(folder, 'main.js');
  const text = readFileSync(file, 'utf8');
  const found = text.match(/\bIDLE_TIMEOUT_MS\d* = 3e4;/g) ?? [];
  const [constant = ''] = found;
  if (found.length !== 1) throw new Error('the bundle names its patience otherwise');
  writeFileSync(file, text.replace(constant, constant.replace('3e4', '1e3')));
}
