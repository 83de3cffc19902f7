import type { Source } from './source';
import type { TreeNode } from './tree';

/**
 * How many values a document may have once its aliases are resolved. No real file comes near; a few
 * lines of aliases of aliases ("billion laughs") go far beyond.
 */
export const MAX_NODES = 1_000_000;
/**
 * How many values a file of YAML may be written in. The parser needs some 20 µs and 1 kB of memory for
 * each: more than 10 MiB of them would take half a minute. The largest charts have a fifth of this.
 */
export const MAX_YAML_VALUES = 250_000;
/** How deep values may be nested. */
export const MAX_DEPTH = 200;

/** The size of a node that holds others. @throws TaskError ImagesTooManyValues */
export function sizeOf(source: Source, offset: number, children: readonly TreeNode[]): number {
  const size = children.reduce((sum, child) => sum + child.size, 1);
  if (size > MAX_NODES) throw source.error('ImagesTooManyValues', offset, String(MAX_NODES));
  return size;
}

/** @throws TaskError ImagesFileMalformed where values are nested too deep */
export function checkDepth(source: Source, offset: number, depth: number): void {
  if (depth > MAX_DEPTH) throw source.malformed(offset, `more than ${MAX_DEPTH} levels`);
}
