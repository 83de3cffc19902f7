import * as path from 'node:path';
import { logMessage } from '../agent/log';
import { findProgram, prependPath } from '../agent/program';
import { tempDirectory } from '../agent/variable';
import type { InstallInputs } from '../inputs';
import { findRelease } from '../releases/catalogue';
import type { Archive } from '../releases/download';
import { currentPlatform } from '../releases/platform';
import { secretlessUrl } from '../releases/url';
import { printHeader } from '../report/header';
import type { StepReport } from '../report/result';
import { installNotation } from './installation';
import type { StepResources } from './stepResources';
import { withWorkspace } from './stepWorkspace';

/**
 * Adds a directory that contains only the notation program to the PATH of later steps.
 *
 * @throws TaskError of the download, the checksum, the archive, or a program that does not run
 */
export function install(inputs: InstallInputs, resources: StepResources): Promise<StepReport> {
  const source = locate(inputs);
  const earlier = findProgram('notation');
  printHeader({ version: source.version, place: secretlessUrl(source.url).shown });
  return withWorkspace(resources, async (workspace) => {
    const { program, version } = await installNotation(
      source,
      tempDirectory(),
      workspace,
      resources,
    );
    prependPath(path.dirname(program));
    logMessage('Log_Installed', version.name, program);
    if (earlier !== undefined) logMessage('Notice_Shadowed', earlier, version.name);
    if (source.newest !== undefined && source.newest !== source.version) {
      logMessage('Notice_NewerPinned', source.newest);
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
  /** Undefined: only the program in the archive knows it. */
  readonly version: string | undefined;
  readonly newest: string | undefined;
}

function locate({ source, mirror }: InstallInputs): Source {
  if (source.kind === 'custom') {
    return { ...source, file: source.checksum, version: undefined, newest: undefined };
  }
  return findRelease('notation', source.version, currentPlatform(), mirror);
}
