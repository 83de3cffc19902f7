import { TaskError } from '../../../src/errors';
import type { FileImages, ReadingContext } from '../../../src/images/image';
import { readImages } from '../../../src/images/read';

/** What a test gives besides the file itself. */
export interface Given {
  readonly environment?: Record<string, string>;
  readonly buildArguments?: Record<string, string>;
  readonly siblings?: Record<string, string>;
}

/** A reading context of a test. */
export function contextOf({
  environment = {},
  buildArguments = {},
  siblings = {},
}: Given = {}): ReadingContext {
  const files = new Map(Object.entries(siblings));
  return {
    environment,
    buildArguments: new Map(Object.entries(buildArguments)),
    readSibling: (name) => {
      const text = files.get(name);
      return text === undefined ? undefined : Buffer.from(text);
    },
  };
}

/** Reads a text as a file. */
export function read(text: string | Buffer, given: Given = {}): Promise<FileImages> {
  return readImages({ path: 'file', bytes: Buffer.from(text) }, contextOf(given));
}

/** The images of a text, each as `<name> <line>`. */
export async function imagesOf(text: string | Buffer, given: Given = {}): Promise<string[]> {
  const { images } = await read(text, given);
  return images.map(({ name, line }) => `${name} ${line}`);
}

/** The error of a text, as `<code> <line>`; where there is none, the images, so that a test shows them. */
export async function refusalOf(text: string | Buffer, given: Given = {}): Promise<string> {
  try {
    return `read: ${(await imagesOf(text, given)).join(', ')}`;
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    const [file, line] = error.values;
    return file === 'file' ? `${error.code} ${line ?? ''}`.trim() : `${error.code}: no file named`;
  }
}

/** One file of a corpus: its title, its text, what is found in it, and what is given besides. */
export type Sample = readonly [
  title: string,
  text: string | Buffer,
  images: readonly string[],
  given?: Given,
];

/** One file that is refused: the code and the line. */
export type Refused = readonly [
  title: string,
  text: string | Buffer,
  refusal: string,
  given?: Given,
];
