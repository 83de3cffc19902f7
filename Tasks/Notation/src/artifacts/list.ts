import { TaskError } from '../errors';
import { parseList } from '../text/list';
import { findMacro } from '../text/macro';
import { type Reference, canonicalName, parseReference } from './reference';

/**
 * Reads a list of references, separated by commas or line breaks. White space and empty items are
 * ignored. Of several references to the same artifact, the first is kept.
 *
 * @param list the text of the input artifactRefs
 * @throws TaskError of the first item that is not a reference; MacroNotExpanded
 */
export function parseReferences(list: string): Reference[] {
  return unique(parseList(list).map(parseItem));
}

/**
 * Keeps the first of several references to the same artifact. A reference with a lower-case host takes
 * the place of the first one.
 */
export function unique(references: readonly Reference[]): Reference[] {
  const chosen = new Map<string, Reference>();
  for (const reference of references) {
    const name = canonicalName(reference);
    const earlier = chosen.get(name);
    const isPlainer = reference.name === name;
    if (earlier === undefined || (isPlainer && earlier.name !== name)) {
      chosen.set(name, reference);
    }
  }
  return [...chosen.values()];
}

function parseItem(item: string): Reference {
  const macro = findMacro(item);
  if (macro !== undefined) throw new TaskError('MacroNotExpanded', ['artifactRefs', macro]);
  return parseReference(item);
}
