import { say } from '../agent/log';
import { tempDirectory } from '../agent/variable';
import { type Notation, findNotation, isInstalledByUs } from '../notation/cli';
import { type Workspace, createWorkspace, removeWorkspace } from '../notation/workspace';
import { printHeader } from '../report/header';

/**
 * Does a step's work in private directories that are gone afterwards.
 *
 * @param work gets them
 */
export async function withWorkspace<T>(work: (workspace: Workspace) => Promise<T>): Promise<T> {
  const workspace = createWorkspace(tempDirectory());
  try {
    return await work(workspace);
  } finally {
    removeWorkspace(workspace);
  }
}

/** The notation on PATH, announced in the step's first line; a notice where it is not ours. */
export async function startNotation(workspace: Workspace): Promise<Notation> {
  const notation = await findNotation(workspace);
  printHeader({ version: notation.version.name, place: notation.program });
  if (!isInstalledByUs(notation.program, tempDirectory())) {
    say('Notice_ForeignNotation', notation.program, notation.version.name);
  }
  return notation;
}
