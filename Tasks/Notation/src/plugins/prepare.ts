import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { say } from '../agent/log';
import type { Workspace } from '../notation/workspace';
import { getVerifiedArchive } from '../releases/archiveCache';
import { type Platform, currentPlatform } from '../releases/platform';
import { type ToolName, findRelease } from '../releases/catalogue';
import { unpackProgram } from '../releases/unpack';
import {
  ARTIFACT_SIGNING_VERSION,
  type ArtifactSigningInputs,
  artifactSigningConfig,
} from './artifactSigning';
import { type KeyVaultInputs, keyVaultConfig } from './azureKeyVault';
import type { CustomPluginInputs } from './custom';

/** A plugin that stands ready in the step's private directories. */
export interface ReadyPlugin {
  /** As notation calls it: `--plugin`. */
  readonly name: string;
  readonly keyId: string;
  /**
   * Its `--plugin-config`.
   *
   * @param credentialType how it is to find an identity of Azure; undefined: by itself
   */
  config(credentialType: string | undefined): Readonly<Record<string, string>>;
}

/**
 * Installs a plugin into the step's private directories: from its pinned archive, from the archive
 * that the user gave with its checksum, or from a path that the user named outright.
 *
 * @param mirror takes the place of the release host
 * @throws TaskError of the catalogue, the download, the checksum or the archive
 */
export async function preparePlugin(
  inputs: KeyVaultInputs | ArtifactSigningInputs | CustomPluginInputs,
  mirror: string | undefined,
  workspace: Workspace,
): Promise<ReadyPlugin> {
  const { keyId } = inputs;
  switch (inputs.kind) {
    case 'azureKeyVault':
      await stagePinned('azure-kv', 'notation-azure-kv', inputs.version, mirror, workspace);
      return { name: 'azure-kv', keyId, config: (type) => keyVaultConfig(inputs, type) };
    case 'azureArtifactSigning': {
      const name = 'azure-artifactsigning';
      const tool = 'notation-azure-artifactsigning';
      await stagePinned(name, tool, ARTIFACT_SIGNING_VERSION, mirror, workspace);
      return { name, keyId, config: () => artifactSigningConfig(inputs) };
    }
    case 'custom':
      await stageCustom(inputs, workspace);
      return { name: inputs.name, keyId, config: () => Object.fromEntries(inputs.config) };
  }
}

async function stagePinned(
  name: string,
  tool: ToolName,
  wanted: string,
  mirror: string | undefined,
  workspace: Workspace,
): Promise<void> {
  const platform = currentPlatform();
  const release = findRelease(tool, wanted, platform, mirror);
  const archive = await getVerifiedArchive(release, workspace.root);
  await unpackProgram(archive, programName(name, platform), pluginDirectory(name, workspace));
  say('Log_PluginInstalled', name, release.version);
}

async function stageCustom(
  { name, source }: CustomPluginInputs,
  workspace: Workspace,
): Promise<void> {
  const program = programName(name, currentPlatform());
  const directory = pluginDirectory(name, workspace);
  if ('path' in source) {
    const target = path.join(directory, program);
    copyFileSync(source.path, target);
    chmodSync(target, 0o700);
    say('Notice_PluginByPath', name, source.path);
    return;
  }
  const archive = await getVerifiedArchive({ ...source, file: source.checksum }, workspace.root);
  await unpackProgram(archive, program, directory);
  say('Log_PluginInstalled', name, source.checksum);
}

function pluginDirectory(name: string, workspace: Workspace): string {
  const directory = path.join(workspace.config, 'plugins', name);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return directory;
}

function programName(name: string, platform: Platform): string {
  return `notation-${name}${platform.executableSuffix}`;
}
