import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { logMessage } from '../agent/log';
import type { Workspace } from '../notation/workspace';
import { getVerifiedArchive } from '../releases/archiveCache';
import { type Platform, currentPlatform } from '../releases/platform';
import { checksumOf } from '../releases/checksum';
import type { PluginEvidence } from '../releases/programEvidence';
import { findRelease } from '../releases/catalogue';
import { unpackProgram } from '../releases/unpack';
import type { Plugin } from './signingPlugin';

/**
 * Installs a plugin into the step's private directories: from its pinned archive, from the user's
 * archive and checksum, or from the user's file.
 *
 * @param mirror replaces the release host
 * @returns what an auditor needs to know of it
 * @throws TaskError of the catalogue, the download, the checksum or the archive
 */
export async function installPlugin(
  { name, source }: Plugin,
  mirror: string | undefined,
  workspace: Workspace,
): Promise<PluginEvidence> {
  const platform = currentPlatform();
  const program = programName(name, platform);
  const directory = pluginDirectory(name, workspace);
  switch (source.kind) {
    case 'pinned': {
      const release = findRelease(source.tool, source.version, platform, mirror);
      const archive = await getVerifiedArchive(release, workspace.root);
      await unpackProgram(archive, program, directory);
      logMessage('Log_PluginInstalled', name, release.version);
      const { version, checksum } = release;
      return { name, version, sha256: checksum, source: 'pinned archive' };
    }
    case 'archive': {
      const { url, checksum } = source;
      const archive = await getVerifiedArchive({ url, checksum, file: checksum }, workspace.root);
      await unpackProgram(archive, program, directory);
      logMessage('Log_PluginInstalled', name, checksum);
      return { name, version: undefined, sha256: checksum, source: 'archive' };
    }
    case 'file': {
      const target = path.join(directory, program);
      copyFileSync(source.path, target);
      chmodSync(target, 0o700);
      logMessage('Notice_PluginByPath', name, source.path);
      return { name, version: undefined, sha256: await checksumOf(target), source: 'file' };
    }
  }
}

function pluginDirectory(name: string, workspace: Workspace): string {
  const directory = path.join(workspace.config, 'plugins', name);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return directory;
}

function programName(name: string, platform: Platform): string {
  return `notation-${name}${platform.executableSuffix}`;
}
