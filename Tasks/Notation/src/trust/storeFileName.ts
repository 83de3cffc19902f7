import * as path from 'node:path';

/** Characters: each may need three bytes, and a name may have 255. */
const LONGEST = 80;

/**
 * The name that a file of certificates gets in a trust store, where all are PEM: its own, as far as
 * no reader of a store leaves it out and every file system takes it. Files of several folders may
 * share one: a number tells them apart, whatever the case of letters.
 *
 * @param source path of the file
 * @param taken the names of the store so far; this one is added
 */
export function storeFileName(source: string, taken: Set<string>): string {
  const { name, ext } = path.parse(path.basename(source).replace(/^\.+/, ''));
  const isUsual = /^\.(pem|crt|cer)$/i.test(ext);
  const stem = (isUsual ? name : name + ext).slice(0, LONGEST) || 'certificates';
  for (let number = 0; ; number += 1) {
    const file = `${number === 0 ? '' : `${number}-`}${stem}${isUsual ? ext : '.pem'}`;
    const key = file.normalize().toLowerCase();
    if (taken.has(key)) continue;
    taken.add(key);
    return file;
  }
}
