import { mkdtempSync, renameSync } from 'node:fs';
import * as path from 'node:path';
import { say } from '../agent/log';
import { findProgram, prependPath } from '../agent/program';
import { tempDirectory } from '../agent/variable';
import type { InstallInputs } from '../inputs';
import { INSTALL_PREFIX, openNotation } from '../notation/cli';
import { printHeader } from '../report/header';
import type { StepReport } from '../report/result';
import { getVerifiedArchive } from '../releases/archiveCache';
import type { Archive } from '../releases/download';
import { type Platform, currentPlatform } from '../releases/platform';
import { findRelease } from '../releases/catalogue';
import { unpackProgram } from '../releases/unpack';
import { secretlessUrl } from '../releases/url';
import { withWorkspace } from './session';

/**
 * Puts the notation program on the PATH of the later steps, in a directory that holds nothing else.
 *
 * @throws TaskError of the download, the checksum, the archive, or a program that does not run
 */
export function install(inputs: InstallInputs): Promise<StepReport> {
  const platform = currentPlatform();
  const source = locate(inputs, platform);
  const earlier = findProgram('notation');
  printHeader({ version: source.version, place: source.shown });
  return withWorkspace(async (workspace) => {
    const archive = await getVerifiedArchive(source, workspace.root);
    const staged = mkdtempSync(path.join(workspace.root, INSTALL_PREFIX));
    const file = `notation${platform.executableSuffix}`;
    const { version } = await openNotation(await unpackProgram(archive, file, staged), workspace);
    // It leaves the private directories only when it has proved to run.
    const directory = path.join(tempDirectory(), path.basename(staged));
    renameSync(staged, directory);
    prependPath(directory);
    say('Log_Installed', version.name, path.join(directory, file));
    if (earlier !== undefined) say('Notice_Shadowed', earlier, version.name);
    if (source.newest !== undefined && source.newest !== source.version) {
      say('Notice_NewerPinned', source.newest);
    }
    const notationVersion = version.name;
    return {
      command: 'install',
      notationVersion,
      artifacts: [],
      warnings: [],
      failOnWarning: false,
    };
  });
}

interface Source extends Archive {
  readonly version: string;
  readonly newest: string | undefined;
  /** Where it comes from, without secrets. */
  readonly shown: string;
}

function locate({ source, mirror }: InstallInputs, platform: Platform): Source {
  if (source.kind === 'custom') {
    const { shown } = secretlessUrl(source.url);
    return { ...source, file: source.checksum, version: '?', newest: undefined, shown };
  }
  const release = findRelease('notation', source.version, platform, mirror);
  return { ...release, shown: secretlessUrl(release.url).shown };
}
