import * as path from 'node:path';

/** The longest name in characters. A character may need three bytes, and file systems allow 255 bytes. */
const MAX_NAME_CHARACTERS = 80;

/**
 * Chooses the name of a certificate file in a trust store: its own name, adapted so that every reader
 * and every file system accepts it. A number separates files with the same name, in any letter case.
 *
 * @param source path of the file
 * @param taken the names in the store so far. The new name is added
 */
export function storeFileName(source: string, taken: Set<string>): string {
  const { name, ext } = path.parse(path.basename(source).replace(/^\.+/, ''));
  const isUsual = /^\.(pem|crt|cer)$/i.test(ext);
  const stem = (isUsual ? name : name + ext).slice(0, MAX_NAME_CHARACTERS) || 'certificates';
  for (let number = 0; ; number += 1) {
    const file = `${number === 0 ? '' : `${number}-`}${stem}${isUsual ? ext : '.pem'}`;
    const key = file.normalize().toLowerCase();
    if (taken.has(key)) continue;
    taken.add(key);
    return file;
  }
}
