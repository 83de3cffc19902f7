import { mkdtempSync } from 'node:fs';
import * as path from 'node:path';
import { logMessage } from '../agent/log';
import { TaskError } from '../errors';
import { removeTree } from '../files/removeTree';
import { INSTALL_PREFIX, type Notation, openNotation } from '../notation/cli';
import type { Workspace } from '../notation/workspace';
import { getVerifiedArchive } from '../releases/archiveCache';
import { findRelease } from '../releases/catalogue';
import { DEFAULT_NOTATION_VERSION } from '../releases/defaultVersion';
import type { Archive } from '../releases/download';
import { currentPlatform } from '../releases/platform';
import { unpackProgram } from '../releases/unpack';
import { secretlessUrl } from '../releases/url';
import { printHeader } from '../report/header';
import type { StepResources } from './stepResources';

/**
 * Installs notation into a new directory, which holds the program and nothing else. The program has run once: on Windows a
 * virus scanner may hold it from then on, so that the directory stays where it is.
 *
 * @param archive the archive to download or to take from the cache. Its checksum is verified
 * @param parent the directory that the new one is made in
 * @throws TaskError of the download, the checksum, the archive, or NotationUnusable
 */
export async function installNotation(
  archive: Archive,
  parent: string,
  workspace: Workspace,
  { processes, exitHooks }: StepResources,
): Promise<Notation> {
  const file = await getVerifiedArchive(archive, workspace.root);
  const directory = mkdtempSync(path.join(parent, INSTALL_PREFIX));
  let isUsable = false;
  const removeUnusable = (): void => {
    if (!isUsable) removeTree(directory);
  };
  exitHooks.add(removeUnusable);
  try {
    const name = `notation${currentPlatform().executableSuffix}`;
    const program = await unpackProgram(file, name, directory);
    const notation = await openNotation(program, workspace, processes);
    isUsable = true;
    return notation;
  } finally {
    removeUnusable();
  }
}

/**
 * Installs the default version of notation for this step alone. The program is not added to PATH, and
 * is removed with the step's private directory.
 *
 * @param mirror replaces the release host; undefined: no mirror
 * @throws TaskError NotationMissing when the archive cannot be downloaded; ChecksumMismatch,
 *   PlatformUnsupported and the other errors of `installNotation`
 */
export async function installForStep(
  workspace: Workspace,
  mirror: string | undefined,
  resources: StepResources,
): Promise<Notation> {
  const release = findRelease('notation', DEFAULT_NOTATION_VERSION, currentPlatform(), mirror);
  printHeader({ version: release.version, place: secretlessUrl(release.url).shown });
  try {
    const notation = await installNotation(release, workspace.root, workspace, resources);
    logMessage('Log_InstalledForStep', notation.version.name, notation.program);
    return notation;
  } catch (error) {
    if (!(error instanceof TaskError) || error.code !== 'DownloadFailed') throw error;
    throw new TaskError('NotationMissing', [release.version, ...error.values], { cause: error });
  }
}
