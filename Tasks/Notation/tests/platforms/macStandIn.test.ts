import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Job, JobOptions } from '../../../../emulator/job';
import { crossProgram, ownTarget, programsFor } from '../../../../scripts/tools/cross';
import { taskWith } from '../fixtures/packagedTask';
import { requireTarget } from './driver/require';
import { native } from './driver/target';
import { scenes } from './scenes';
import { Stage, succeeded } from './stage/stage';
import { type PlatformWorld, openPlatformWorld } from './world/world';

/** An agent on a stage whose task takes its machine for a Mac. */
class MacStage extends Stage {
  override job(options: JobOptions = {}, ...others: [string?, 'secret'?]): Job {
    const change = path.join(this.folder, 'darwin.cjs');
    writeFileSync(change, "Object.defineProperty(process, 'platform', { value: 'darwin' });");
    const environment = { ...options.environment, NODE_OPTIONS: `--require ${change}` };
    return super.job({ ...options, environment }, ...others);
  }
}

/** What is played: all that depends on where notation keeps its files. */
const names = [
  'the walkthrough with the newest notation',
  'the walkthrough with the oldest notation',
  'cancelled while the plugin signs, the step ends with the plugin and leaves nothing',
  'what a later step of the job finds on disk holds no secret',
  'trust that is saved to another drive, or another folder, verifies',
];

/** The folders of a user on macOS (Go: os.UserConfigDir, os.UserCacheDir), whatever XDG says, for a notation of this machine. */
function standIn(program: string): string {
  const folders = '"$HOME/Library/Application Support" XDG_CACHE_HOME="$HOME/Library/Caches"';
  return `#!/bin/sh\nexport XDG_CONFIG_HOME=${folders}\nexec '${program}' "$@"\n`;
}

// The real program, the keychain and Gatekeeper are on a Mac alone: a pipeline runs native.test.ts there.
describe('a Mac, as far as another machine shows it:', () => {
  let folder = '';
  let world: PlatformWorld | undefined;
  let played = 0;

  before(async function () {
    requireTarget(this, native());
    if (process.platform === 'win32') this.skip(); // the stand-in is a script of the shell
    folder = mkdtempSync(path.join(tmpdir(), 'mac-'));
    const notation = new Map<string, string>();
    for (const [version, program] of native().notation()) {
      const file = path.join(folder, `notation-${version}`);
      writeFileSync(file, standIn(program), { mode: 0o755 });
      notation.set(version, file);
    }
    const plugin = crossProgram(programsFor(ownTarget()), 'plugin');
    const platform = `darwin-${ownTarget().architecture}`;
    world = await openPlatformWorld(folder, { platform, notation, plugin });
    taskWith(path.join(folder, 'task'), world.catalogue);
    mkdirSync(path.join(folder, 'programs'));
    copyFileSync(plugin, path.join(folder, 'programs', 'plugin'));
  });

  after(async () => {
    await world?.close();
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  async function stage(): Promise<MacStage> {
    if (world === undefined) throw new Error('there is no world');
    played += 1;
    const made = new MacStage(folder, { world: world.facts }, path.join(folder, `s${played}`));
    await made.ask('reset', {});
    return made;
  }

  for (const name of names) {
    it(`N8 H1 ${name}`, async () => {
      const scene = scenes.find((one) => one.name === name);
      assert(scene !== undefined);
      await scene.play(await stage());
    });
  }

  it('H1 F9 the plugin of notation 1.0 finds the folders of the user, and notation those of the step', async () => {
    const made = await stage();
    const job = made.job();
    await made.install(job, '1.0.0');
    succeeded(await made.sign(job, await made.image()));
    const { calls } = await made.ask('calls', {});
    const call = calls.find((one) => one.arguments[0] === 'generate-signature');
    const value = (wanted: string): string | undefined =>
      call?.environment.find((pair) => pair.startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    assert.equal(path.dirname(value('HOME') ?? ''), job.temp);
    assert.equal(value('DOCKER_CONFIG'), path.join(job.home, '.docker'));
    assert.equal(value('AZURE_CONFIG_DIR'), path.join(job.home, '.azure'));
    assert(call?.program.includes(path.join('Library', 'Application Support', 'notation')));
  });
});
