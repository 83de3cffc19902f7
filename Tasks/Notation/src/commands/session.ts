import { say } from '../agent/log';
import { tempDirectory } from '../agent/variable';
import { type Notation, findNotation, isInstalledByUs } from '../notation/cli';
import { type Workspace, createWorkspace, removeWorkspace } from '../notation/workspace';
import { printHeader } from '../report/header';
import type { StepResources } from './stepResources';

/**
 * Does a step's work in private directories that are gone afterwards, however the process ends short
 * of SIGKILL.
 *
 * @param work gets them
 */
export async function withWorkspace<T>(
  { exitHooks }: StepResources,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const workspace = createWorkspace(tempDirectory());
  exitHooks.add(() => {
    removeWorkspace(workspace);
  });
  try {
    return await work(workspace);
  } finally {
    removeWorkspace(workspace);
  }
}

/**
 * The notation that stands first on PATH, announced in the step's first line, with a notice where
 * no install step of this task put it there. Where PATH has none, this step installs the default
 * version for itself.
 *
 * @param mirror takes the place of the release host; undefined: none
 * @throws TaskError NotationUnusable; those of the installation
 */
export async function startNotation(
  workspace: Workspace,
  mirror: string | undefined,
  resources: StepResources,
): Promise<Notation> {
  const notation = await findNotation(workspace, resources.processes);
  // The code that downloads is loaded only where it is needed: most jobs have an install step.
  if (notation === undefined) {
    return (await import('./installation')).installForStep(workspace, mirror, resources);
  }
  printHeader({ version: notation.version.name, place: notation.program });
  if (!isInstalledByUs(notation.program, tempDirectory())) {
    say('Notice_ForeignNotation', notation.program, notation.version.name);
  }
  return notation;
}
