/**
 * Whether a key says that its value is an image: it ends in `image` or `imageName`, in upper or lower
 * case. `image` itself is one of them.
 */
export function isImageKey(key: string): boolean {
  return /image(?:name)?$/i.test(key);
}
