import { TaskError } from '../errors';
import { parseList } from '../text/list';
import { findMacro } from '../text/macro';
import { type Reference, formatReference, parseReference } from './reference';

/**
 * Reads a list of references, separated by commas or line breaks; blanks and empty items are left
 * out, and of references that name the same thing the first stays.
 *
 * @param list the text of the input artifactRefs
 * @throws TaskError of the first item that is no reference, and MacroNotExpanded
 */
export function parseReferences(list: string): Reference[] {
  return unique(parseList(list).map(parseItem));
}

/** Of references that name the same thing, the first. */
export function unique(references: readonly Reference[]): Reference[] {
  const first = new Map<string, Reference>();
  for (const reference of references) {
    const name = formatReference(reference);
    if (!first.has(name)) first.set(name, reference);
  }
  return [...first.values()];
}

function parseItem(item: string): Reference {
  const macro = findMacro(item);
  if (macro !== undefined) throw new TaskError('MacroNotExpanded', ['artifactRefs', macro]);
  return parseReference(item);
}
