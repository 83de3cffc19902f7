import type { FoundImage } from './image';
import { readImageName } from './name';
import type { Source } from './source';
import { type Path, type TreeNode, formatPath } from './tree';

/**
 * Reads the value of a key that holds the name of an image.
 *
 * @param prefix what precedes the name in the value, such as `docker-image://`
 * @param resolve replaces variables in the value
 * @throws TaskError ImageEmpty, ImageNotText, ImageExpression, ImageMalformed, and those of resolve
 */
export function readImageValue(
  source: Source,
  node: TreeNode,
  path: Path,
  prefix = '',
  resolve: (text: string) => string = (text) => text,
): FoundImage {
  const place = formatPath(path);
  const text = readText(source, node, path);
  const { offset } = node;
  const resolved = resolve(text);
  // A prefix is compared by the reader of the format; here it is known to be there.
  const name = resolved.slice(prefix.length);
  const reference = readImageName(source, offset, place, name);
  const site =
    node.kind === 'scalar' ? { ...node.site, prefix: resolved.slice(0, prefix.length) } : undefined;
  return { name, reference, line: source.lineAt(offset), place, site };
}

/**
 * The text under a key that holds the name of an image.
 *
 * @throws TaskError ImageEmpty, ImageNotText
 */
export function readText(source: Source, node: TreeNode, path: Path): string {
  const place = formatPath(path);
  if (node.kind !== 'scalar') throw source.error('ImageNotText', node.offset, place);
  if (node.value === null || node.value === '')
    throw source.error('ImageEmpty', node.offset, place);
  if (typeof node.value !== 'string') throw source.error('ImageNotText', node.offset, place);
  return node.value;
}
