// Plays the scenes, in the Node and on the platform that are to be tested: `node scenes.js`. It knows no test framework, for it
// is one file that any Node runs. Each result is a line of results.jsonl beside it.
import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { scenes } from '../scenes';
import { ask } from './ask';
import type { SceneResult, Settings } from './settings';
import type { Scene } from './scene';
import { Stage } from './stage';

const folder = __dirname;

async function play(scene: Scene, number: number, settings: Settings): Promise<SceneResult> {
  const start = Date.now();
  const root = path.join(folder, `s${number}`);
  const stage = new Stage(folder, settings, root);
  let error: string | undefined;
  try {
    await ask(settings.world.url, 'reset', {});
    mkdirSync(root);
    await scene.play(stage);
  } catch (thrown) {
    error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  } finally {
    remove(root);
  }
  return {
    name: scene.name,
    ...(error === undefined ? {} : { error }),
    milliseconds: Date.now() - start,
    notation: [...stage.installed],
  };
}

/**
 * Removes the folder of a scene. A program that was ended may hold a file of it for a moment: what is left is removed with the
 * whole folder, after all scenes.
 */
function remove(root: string): void {
  try {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // The next scene has a folder of its own.
  }
}

async function main(): Promise<void> {
  const settings = JSON.parse(readFileSync(path.join(folder, 'settings.json'), 'utf8')) as Settings;
  const results = path.join(folder, 'results.jsonl');
  const chosen = scenes.filter(({ name }) => settings.only?.includes(name) ?? true);
  for (const [number, scene] of chosen.entries()) {
    const result = await play(scene, number, settings);
    appendFileSync(results, `${JSON.stringify(result)}\n`);
  }
}

main().catch((error: unknown) => {
  appendFileSync(path.join(folder, 'failure.txt'), String(error));
  process.exitCode = 1;
});
