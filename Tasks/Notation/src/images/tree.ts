import type { Site } from './image';

/** A value of a YAML or JSON document, with its place. Anchors, aliases and merges are resolved. */
export type TreeNode = MapNode | ListNode | ScalarNode;

/** A mapping; no key occurs twice. */
export interface MapNode {
  readonly kind: 'map';
  readonly offset: number;
  readonly entries: readonly Entry[];
  readonly size: number;
}

/** A key of a mapping, and its value. */
export interface Entry {
  readonly key: string;
  readonly offset: number;
  readonly value: TreeNode;
}

/** A sequence. */
export interface ListNode {
  readonly kind: 'list';
  readonly offset: number;
  readonly items: readonly TreeNode[];
  readonly size: number;
}

/** A text, a number, a boolean or null. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly offset: number;
  readonly value: string | number | boolean | null;
  readonly site: Site;
  readonly size: 1;
}

/** The way from the top of a document to a value: keys, and indexes of lists. */
export type Path = readonly (string | number)[];

/** A path as it is written in messages: `spec.containers[0].image`. */
export function formatPath(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

/**
 * Whether a path is one of a pattern.
 *
 * @param pattern keys, and `*` for any index of a list
 */
export function matchesPath(path: Path, pattern: readonly string[]): boolean {
  return (
    path.length === pattern.length &&
    pattern.every((part, at) => (part === '*' ? typeof path[at] === 'number' : part === path[at]))
  );
}

/** The value of a key; undefined where the node is no mapping, or lacks the key. */
export function valueOf(node: TreeNode | undefined, ...keys: string[]): TreeNode | undefined {
  let value = node;
  for (const key of keys) {
    if (value?.kind !== 'map') return undefined;
    value = value.entries.find((entry) => entry.key === key)?.value;
  }
  return value;
}

/** The text of a scalar; undefined where the node is none, or something else than a text. */
export function textOf(node: TreeNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

/** The items of a list; none where the node is no list. */
export function itemsOf(node: TreeNode | undefined): readonly TreeNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/**
 * Visits each key of a node, from the top down.
 *
 * @param visit gets an entry and its path, and says whether its value is to be visited too
 */
export function visitEntries(
  node: TreeNode,
  path: Path,
  visit: (entry: Entry, path: Path) => boolean,
): void {
  if (node.kind === 'list') {
    node.items.forEach((item, index) => visitEntries(item, [...path, index], visit));
  }
  if (node.kind !== 'map') return;
  for (const entry of node.entries) {
    const below = [...path, entry.key];
    if (visit(entry, below)) visitEntries(entry.value, below, visit);
  }
}
