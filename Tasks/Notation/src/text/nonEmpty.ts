declare const nonEmpty: unique symbol;

/** A text that is not empty. notation treats an empty `--id` or `--plugin` like a missing flag. */
export type NonEmpty = string & { readonly [nonEmpty]: true };

/** Narrows a text to a non-empty one; undefined where the text is empty. */
export function asNonEmpty(text: string): NonEmpty | undefined {
  return text === '' ? undefined : (text as NonEmpty);
}
