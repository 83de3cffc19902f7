import { say } from '../agent/log';
import { tempDirectory } from '../agent/variable';
import { type Notation, findNotation, isInstalledByUs } from '../notation/cli';
import { type Workspace, createWorkspace, removeWorkspace } from '../notation/workspace';
import type { ExitHooks } from '../process/exitHooks';
import type { ProcessRunner } from '../process/runner';
import { printHeader } from '../report/header';

/** What a step has from its start to its end; `main` makes it. */
export interface StepResources {
  /** Runs every program of the step. */
  readonly processes: ProcessRunner;
  /** What is still done when the process ends. */
  readonly exitHooks: ExitHooks;
}

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

/** The notation on PATH, announced in the step's first line; a notice where it is not ours. */
export async function startNotation(
  workspace: Workspace,
  { processes }: StepResources,
): Promise<Notation> {
  const notation = await findNotation(workspace, processes);
  printHeader({ version: notation.version.name, place: notation.program });
  if (!isInstalledByUs(notation.program, tempDirectory())) {
    say('Notice_ForeignNotation', notation.program, notation.version.name);
  }
  return notation;
}
