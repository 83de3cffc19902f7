import { scenes } from '../scenes';
import type { Scene } from '../stage/scene';
import { ScenePlayer } from './play';
import { recordScene } from './record';
import { requireTarget } from './require';
import type { Target } from './target';

/** Milliseconds for a scene, and for the start of all that the first one needs; an imitated processor on a busy machine is slow. */
const SCENE_MS = 600_000;

/**
 * Makes a suite of scenes of a platform on one Node, a test for each scene. They are played by one process there. Where other
 * machines test the emulated platforms, there is no suite of these.
 */
export function describeTarget(
  target: Target,
  major: number,
  isPlayed: (scene: Scene) => boolean,
): void {
  const wanted = new RegExp(process.env['SCENES'] ?? ''); // by hand: SCENES=W1 npx mocha <file>
  const chosen = scenes.filter(
    (scene) =>
      wanted.test(scene.name) &&
      isPlayed(scene) &&
      (scene.platform ?? target.platform) === target.platform,
  );
  describe(`${target.title}, Node ${String(major)}:`, function () {
    this.timeout(SCENE_MS);
    let play: ScenePlayer | undefined;

    before(async function () {
      requireTarget(this, target);
      const names = chosen.map(({ name }) => name);
      play = await ScenePlayer.start(target, major, names);
    });

    after(() => play?.stop());

    for (const { name } of chosen) {
      it(name, async () => {
        if (play === undefined) throw new Error('nothing is played');
        const result = await play.result(name);
        recordScene(target, major, result);
        if (result.error !== undefined) throw new Error(result.error);
      });
    }
  });
}
