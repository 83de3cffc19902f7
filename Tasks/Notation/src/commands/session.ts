import { say } from '../agent/log';
import { tempDirectory } from '../agent/variable';
import { type Notation, findNotation, isInstalledByUs } from '../notation/cli';
import { type NotationHome, createHome, removeHome } from '../notation/workspace';
import { printHeader } from '../report/header';

/**
 * Does a step's work in private directories that are gone afterwards.
 *
 * @param work gets them
 */
export async function withHome<T>(work: (home: NotationHome) => Promise<T>): Promise<T> {
  const home = createHome(tempDirectory());
  try {
    return await work(home);
  } finally {
    removeHome(home);
  }
}

/** The notation on PATH, announced in the step's first line; a notice where it is not ours. */
export async function startNotation(home: NotationHome): Promise<Notation> {
  const notation = await findNotation(home);
  printHeader({ version: notation.version.name, place: notation.program });
  if (!isInstalledByUs(notation.program, tempDirectory())) {
    say('Notice_ForeignNotation', notation.program, notation.version.name);
  }
  return notation;
}
