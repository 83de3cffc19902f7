import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { crossProgram, programsFor } from '../../../../../scripts/tools/cross';
import { taskWith } from '../../fixtures/packagedTask';
import type { SceneResult, Settings } from '../stage/settings';
import { type PlatformWorld, openPlatformWorld } from '../world/world';
import { RunningScript } from './running';
import type { Target } from './target';

/** The scenes under way on one Node of one platform. */
export class ScenePlayer {
  #running: RunningScript<SceneResult> | undefined;

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
      writeTaskWithShortTimeout(work);
      const { interruptMs } = target;
      const interruption = interruptMs === undefined ? {} : { interruptMs };
      const settings: Settings = { world: world.facts, ...interruption, only };
      writeFileSync(path.join(work, 'settings.json'), JSON.stringify(settings));
      await bundleScenes(path.join(work, 'scenes.js'));
      play.#running = new RunningScript(target, major, work, 'scenes.js');
      return play;
    } catch (error) {
      await play.stop();
      throw error;
    }
  }

  /** The result of a scene, as soon as there is one. @throws Error when there will be none */
  async result(name: string): Promise<SceneResult> {
    if (this.#running === undefined) throw new Error('nothing is played');
    return this.#running.result(name);
  }

  /** Ends all that it has started, and removes every file. */
  async stop(): Promise<void> {
    await this.#running?.stop();
    await this.world.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One file for any Node that an agent may have. */
async function bundleScenes(outfile: string): Promise<void> {
  const main = path.resolve(__dirname, '..', 'stage', 'main.ts');
  const shared = { bundle: true, platform: 'node', format: 'cjs', target: 'node16' } as const;
  await build({ ...shared, entryPoints: [main], outfile, logLevel: 'error' });
}

/** The task with one number changed: it waits a second for a byte of a download, and not thirty. */
function writeTaskWithShortTimeout(work: string): void {
  const folder = path.join(work, 'task-short-timeout');
  cpSync(path.join(work, 'task'), folder, { recursive: true });
  const file = path.join(folder, 'main.js');
  const text = readFileSync(file, 'utf8');
  const found = text.match(/\bIDLE_TIMEOUT_MS\d* = 3e4;/g) ?? [];
  const [constant = ''] = found;
  if (found.length !== 1)
    throw new Error('the bundle has no constant IDLE_TIMEOUT_MS of 30 seconds');
  writeFileSync(file, text.replace(constant, constant.replace('3e4', '1e3')));
}
