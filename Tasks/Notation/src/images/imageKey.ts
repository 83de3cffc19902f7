import { type Entry, type TreeNode, itemsOf, valueOf } from './tree';

const one = /image(?:name|ref|uri)?$/i;
const several = /image(?:s|names|refs|uris)$/i;

/**
 * Whether a key says that its value is an image, or holds images that no other rule reads. Letters count
 * alike in upper and lower case.
 *
 * - A key that ends in `image`, `imageName`, `imageRef` or `imageUri`, whatever its value is.
 * - A key that ends in the plural of these, such as `initImages`. Numbers, empty values, and objects that each have a
 *   key `image` are no images without a rule.
 */
export function isImageKey({ key, value }: Entry): boolean {
  return one.test(key) || (several.test(key) && isUnread(value));
}

function isUnread(value: TreeNode): boolean {
  if (value.kind === 'scalar') return typeof value.value === 'string' && value.value !== '';
  const parts = value.kind === 'map' ? value.entries.map((entry) => entry.value) : itemsOf(value);
  return parts.some((part) => valueOf(part, 'image') === undefined);
}
