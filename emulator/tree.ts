/** A part of a pipeline: all its scalars are text, as Azure Pipelines takes them. */
export type Tree = string | readonly Tree[] | Branch;

/** A mapping. */
export interface Branch {
  readonly [key: string]: Tree;
}

/** Tells a list from a mapping and a scalar. */
export function isList(tree: Tree | undefined): tree is readonly Tree[] {
  return Array.isArray(tree);
}

/** Tells a mapping from a list and a scalar. */
export function isBranch(tree: Tree | undefined): tree is Branch {
  return typeof tree === 'object' && !isList(tree);
}
