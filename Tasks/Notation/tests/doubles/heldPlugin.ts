import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Catalogue, publishRelease, thisPlatform } from './releases';
import { taskWith } from '../fixtures/packagedTask';
import { waitUntil } from '../fixtures/waitUntil';
import { type World } from '../fixtures/world';

/** A Key Vault plugin that waits, at a command of its contract, until it is let go. */
export interface HeldPlugin {
  /** For the input `akvPluginVersion`. */
  readonly version: string;
  /** The packaged task with a catalogue that names it. */
  readonly task: string;
  /** Where it is to wait in one step, which hands it `environment` by its `env:`. */
  hold(options?: HoldOptions): Hold;
}

export interface HoldOptions {
  /** The first command of the contract, or by default the last. */
  readonly at?: 'get-plugin-metadata' | 'generate-signature';
  /** Signals that it does not obey. */
  readonly deafTo?: readonly NodeJS.Signals[];
  /** Whether it starts a process of its own, which goes on. */
  readonly forks?: boolean;
}

export interface Hold {
  readonly environment: Readonly<Record<string, string>>;
  /** Resolves when the plugin waits. @throws Error when it does not come so far */
  reached(): Promise<void>;
  /** Lets it do its work. */
  release(): void;
}

const version = '1.2.2';

/** Publishes the plugin in a world, whose vault then answers it as it does the one of version 1.2.1. */
export async function publishHeldPlugin(world: World): Promise<HeldPlugin> {
  const real = path.join(world.root, 'plugins/1.2.1/notation-azure-kv');
  const program = `#!${process.execPath}\n${waiting}\nrequire(${JSON.stringify(real)});\n`;
  const { file, sha256 } = await publishRelease(world.releases, {
    tool: 'notation-azure-kv',
    version,
    program,
  });
  const text = readFileSync(path.join(world.task, 'data/releases.json'), 'utf8');
  const releases = JSON.parse(text) as Catalogue;
  releases['notation-azure-kv'].versions[version] = { [thisPlatform()]: { file, sha256 } };
  const folder = path.join(world.root, 'holds');
  mkdirSync(folder);
  return {
    version,
    task: taskWith(path.join(world.root, 'task-held'), releases),
    hold: (options) => hold(mkdtempSync(path.join(folder, 'hold-')), options),
  };
}

function hold(folder: string, options: HoldOptions = {}): Hold {
  const { at = 'generate-signature', deafTo = [], forks = false } = options;
  return {
    environment: {
      TEST_HOLD: folder,
      TEST_HOLD_AT: at,
      TEST_HOLD_DEAF_TO: deafTo.join(' '),
      TEST_HOLD_FORKS: forks ? 'true' : '',
    },
    reached: () => appeared(path.join(folder, 'reached')),
    release: () => {
      writeFileSync(path.join(folder, 'released'), '');
    },
  };
}

/** Milliseconds that a file is waited for: a busy machine needs some to start a step. */
const APPEARS_WITHIN_MS = 90_000;

/** Resolves when a file is there. @throws Error when it does not come */
export async function appeared(file: string): Promise<void> {
  const isThere = await waitUntil(() => existsSync(file), APPEARS_WITHIN_MS);
  if (!isThere) throw new Error(`${file} did not appear`);
}

/** What the plugin does before its work; it blocks, so that a signal it handles is one it does not obey. */
const waiting = `
const fs = require('node:fs');
const { TEST_HOLD, TEST_HOLD_AT, TEST_HOLD_DEAF_TO, TEST_HOLD_FORKS } = process.env;
if (TEST_HOLD && process.argv[2] === TEST_HOLD_AT) {
  for (const signal of TEST_HOLD_DEAF_TO.split(' ').filter(Boolean)) process.on(signal, () => {});
  if (TEST_HOLD_FORKS) require('node:child_process').spawn('sleep', ['300'], { stdio: 'ignore' });
  fs.writeFileSync(TEST_HOLD + '/reached', '');
  const clock = new Int32Array(new SharedArrayBuffer(4));
  while (!fs.existsSync(TEST_HOLD + '/released')) Atomics.wait(clock, 0, 0, 10);
}`;
