import { TaskError } from '../errors';
import type { FileImages, FoundImage, ImageFile, ReadingContext, Site } from './image';
import { pinName } from './name';
import { readImages } from './read';

/**
 * A copy of a file in which each image has the digest that was verified. Everything else stays as it
 * is, byte for byte. The copy is read again before it is given out: each image must be found at its
 * place with its digest.
 *
 * @param found what `readImages` found in the file
 * @param digestOf the digest of an image, `sha256:…`
 * @throws TaskError PinsOfPods where the file reports what runs, PinFailed where the copy reads otherwise
 */
export async function pinFile(
  file: ImageFile,
  found: FileImages,
  digestOf: (image: FoundImage) => string,
  context: ReadingContext,
): Promise<Buffer> {
  if (found.isReport) throw new TaskError('PinsOfPods', [file.path]);
  const text = file.bytes.toString('utf8');
  const edits = new Map<number, Edit>();
  for (const { start, end, text: settled } of found.settled) {
    edits.set(start, { start, end, text: settled });
  }
  for (const image of found.images) addEdit(file, text, edits, image, digestOf(image));
  const bytes = Buffer.from(apply(text, [...edits.values()]), 'utf8');
  await checkCopy({ path: file.path, bytes }, found, digestOf, context);
  return bytes;
}

/** A part of a text, and what replaces it. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function addEdit(
  file: ImageFile,
  text: string,
  edits: Map<number, Edit>,
  image: FoundImage,
  digest: string,
): void {
  const { site } = image;
  if (site === undefined) throw new TaskError('PinsOfPods', [file.path]);
  const written = text.slice(site.start, site.end);
  // An alias is written once, where its anchor is.
  edits.set(site.start, { ...site, text: write(written, site, pinName(image.name, digest)) });
}

/** The new text of a value, quoted as it was. No name of an image needs an escape. */
function write(written: string, { quoting, prefix }: Site, name: string): string {
  const value = prefix + name;
  if (quoting === 'double' || value.startsWith('[')) return `"${value}"`;
  if (quoting === 'single') return `'${value}'`;
  if (quoting === 'plain') return value;
  return `${value}${/(?:\r?\n[ \t]*)*$/.exec(written)?.[0] ?? ''}`;
}

function apply(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((one, other) => one.start - other.start);
  const parts: string[] = [];
  let at = 0;
  for (const edit of ordered) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return [...parts, text.slice(at)].join('');
}

async function checkCopy(
  copy: ImageFile,
  found: FileImages,
  digestOf: (image: FoundImage) => string,
  context: ReadingContext,
): Promise<void> {
  const again = await readImages(copy, context);
  if (again.images.length !== found.images.length) throw failure(copy, 1, '');
  found.images.forEach((image, index) => {
    const pinned = again.images[index];
    const isPinned =
      pinned?.name === pinName(image.name, digestOf(image)) && pinned.place === image.place;
    if (!isPinned) throw failure(copy, image.line, image.name);
  });
}

function failure(file: ImageFile, line: number, name: string): TaskError {
  return new TaskError('PinFailed', [file.path, String(line), name]);
}
