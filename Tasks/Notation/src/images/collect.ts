import { TaskError } from '../errors';
import type { Warning } from '../messages';
import { type NamedFile, findImageFiles, readImageFile, siblingReader } from './files';
import type { FileImages, ImageFile, ReadingContext } from './image';
import { readImages } from './read';

/** A file, and the images that it names. */
export interface ReadFile {
  readonly named: NamedFile;
  readonly file: ImageFile;
  readonly found: FileImages;
  /** With it the file was read, and a pinned copy is read again. */
  readonly context: ReadingContext;
}

/** All that `imagesFrom` names. */
export interface Collection {
  readonly files: readonly ReadFile[];
  /** Files that globs brought and that hold no image, such as a Service. */
  readonly withoutImages: readonly ReadFile[];
  readonly warnings: readonly Warning[];
}

/**
 * Reads every file that `imagesFrom` names.
 *
 * @param list the text of the input
 * @param folder the working directory
 * @param values environment variables of the step, and the input buildArguments
 * @throws TaskError of the first file that cannot be read, or holds no image where one is demanded
 */
export async function collectImages(
  list: string,
  folder: string,
  values: Omit<ReadingContext, 'readSibling'>,
): Promise<Collection> {
  const files: ReadFile[] = [];
  for (const named of findImageFiles(list, folder)) {
    const context = { ...values, readSibling: siblingReader(named, folder) };
    const file = readImageFile(named);
    files.push({ named, file, found: await readImages(file, context), context });
  }
  const withoutImages = files.filter(({ found }) => found.images.length === 0);
  for (const { named, found } of withoutImages) {
    if (named.pattern === undefined || !found.isWithoutImages) {
      throw new TaskError('ImagesMissing', [named.path]);
    }
    checkGlob(named.pattern, files);
  }
  return {
    files: files.filter(({ found }) => found.images.length > 0),
    withoutImages,
    warnings: files.flatMap(({ found }) => found.warnings),
  };
}

/** Of the files that a glob brings, one must hold an image. */
function checkGlob(pattern: string, files: readonly ReadFile[]): void {
  const brought = files.filter(({ named }) => named.pattern === pattern);
  if (brought.every(({ found }) => found.images.length === 0)) {
    throw new TaskError('ImagesMissing', [pattern]);
  }
}
