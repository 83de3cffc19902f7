declare const nonEmpty: unique symbol;

/** A text that is not empty. notation takes an empty `--id` or `--plugin` for a flag that was not given. */
export type NonEmpty = string & { readonly [nonEmpty]: true };

/** The text as one that is not empty; undefined where it is empty. */
export function asNonEmpty(text: string): NonEmpty | undefined {
  return text === '' ? undefined : (text as NonEmpty);
}
