import type * as Jsonc from 'jsonc-parser';
import type { Source } from './source';
import type { Entry, MapNode, TreeNode } from './tree';
import { checkDepth, sizeOf } from './treeLimits';

/**
 * Reads a file of JSON. Comments are allowed, for ARM templates may hold some.
 *
 * @throws TaskError ImagesFileMalformed, ImagesKeyRepeated, ImagesTooManyValues
 */
export async function readJson(source: Source): Promise<TreeNode> {
  const jsonc = await import('jsonc-parser');
  const errors: Jsonc.ParseError[] = [];
  let root: Jsonc.Node | undefined;
  try {
    root = jsonc.parseTree(source.text.slice(source.start), errors, { allowTrailingComma: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw source.malformed(source.start, 'too many levels'); // the call stack of the parser
  }
  const [first] = errors;
  if (first !== undefined) {
    throw source.malformed(first.offset + source.start, jsonc.printParseErrorCode(first.error));
  }
  if (root === undefined) throw source.malformed(source.start, 'no value');
  return convert(source, root, 0);
}

function convert(source: Source, node: Jsonc.Node, depth: number): TreeNode {
  const offset = node.offset + source.start;
  checkDepth(source, offset, depth);
  const children = node.children ?? [];
  if (node.type === 'object') return convertObject(source, offset, children, depth);
  if (node.type === 'array') {
    const items = children.map((child) => convert(source, child, depth + 1));
    return { kind: 'list', offset, items, size: sizeOf(source, offset, items) };
  }
  const value = node.value as string | number | boolean | null;
  const quoting = typeof value === 'string' ? 'double' : 'plain';
  const site = { start: offset, end: offset + node.length, quoting, prefix: '' } as const;
  return { kind: 'scalar', offset, value, site, size: 1 };
}

function convertObject(
  source: Source,
  offset: number,
  properties: readonly Jsonc.Node[],
  depth: number,
): MapNode {
  const seen = new Set<string>();
  const entries = properties.map(({ children = [] }): Entry => {
    const [keyNode, valueNode] = children;
    if (keyNode === undefined || valueNode === undefined) {
      throw source.malformed(offset, 'a property without a value');
    }
    const key = String(keyNode.value);
    const keyOffset = keyNode.offset + source.start;
    if (seen.has(key)) throw source.error('ImagesKeyRepeated', keyOffset, key);
    seen.add(key);
    return { key, offset: keyOffset, value: convert(source, valueNode, depth + 1) };
  });
  const values = entries.map(({ value }) => value);
  return { kind: 'map', offset, entries, size: sizeOf(source, offset, values) };
}
