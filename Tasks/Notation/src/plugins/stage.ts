import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { say } from '../agent/log';
import type { NotationHome } from '../notation/home';
import { obtain } from '../tools/cache';
import { currentPlatform } from '../tools/platform';
import { type ToolName, findRelease } from '../tools/releases';
import { unpackProgram } from '../tools/unpack';

/** A plugin that this task pins. */
export interface PinnedPlugin {
  /** As notation calls it: `--plugin`. */
  readonly name: string;
  readonly tool: ToolName;
}

export const KEY_VAULT: PinnedPlugin = { name: 'azure-kv', tool: 'notation-azure-kv' };

/**
 * Installs a plugin from its pinned archive into the step's private directories.
 *
 * @param wanted its version
 * @param mirror takes the place of the release host
 * @throws TaskError of the catalogue, the download, the checksum or the archive
 */
export async function stagePlugin(
  { name, tool }: PinnedPlugin,
  wanted: string,
  mirror: string | undefined,
  home: NotationHome,
): Promise<void> {
  const platform = currentPlatform();
  const release = findRelease(tool, wanted, platform, mirror);
  const directory = path.join(home.config, 'plugins', name);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const archive = await obtain(release, home.root);
  await unpackProgram(archive, `notation-${name}${platform.executableSuffix}`, directory);
  say('Log_PluginInstalled', name, release.version);
}
