import { mkdtempSync, renameSync } from 'node:fs';
import * as path from 'node:path';
import { say } from '../agent/log';
import { prependPath } from '../agent/program';
import { tempDirectory } from '../agent/variable';
import type { InstallInputs, InstallSource } from '../inputs';
import { INSTALL_PREFIX, openNotation } from '../notation/cli';
import { printHeader } from '../report/header';
import type { StepReport } from '../report/result';
import { type Download, download } from '../tools/download';
import { type Platform, currentPlatform } from '../tools/platform';
import { findRelease } from '../tools/releases';
import { unpackProgram } from '../tools/unpack';
import { secretlessUrl } from '../tools/url';
import { withHome } from './session';

/**
 * Puts the notation program on the PATH of the later steps, in a directory that holds nothing else.
 *
 * @throws TaskError of the download, the checksum, the archive, or a program that does not run
 */
export function install(inputs: InstallInputs): Promise<StepReport> {
  const platform = currentPlatform();
  const source = locate(inputs.source, platform);
  printHeader({ version: source.version, place: source.shown });
  return withHome(async (home) => {
    const archive = await download(source, home.root);
    const staged = mkdtempSync(path.join(home.root, INSTALL_PREFIX));
    const file = `notation${platform.executableSuffix}`;
    const { version } = await openNotation(await unpackProgram(archive, file, staged), home);
    // It leaves the private directories only when it has proved to run.
    const directory = path.join(tempDirectory(), path.basename(staged));
    renameSync(staged, directory);
    prependPath(directory);
    say('Log_Installed', version.name, path.join(directory, file));
    return { artifacts: [], warnings: [], failOnWarning: false };
  });
}

function locate(
  source: InstallSource,
  platform: Platform,
): Download & { version: string; shown: string } {
  if (source.kind === 'custom') {
    return { ...source, version: '?', shown: secretlessUrl(source.url).shown };
  }
  const release = findRelease('notation', source.version, platform);
  return { ...release, shown: release.url };
}
