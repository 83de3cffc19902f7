import { TaskError } from '../errors';
import type { ErrorCode } from '../messages';
import type { ImageFile } from './image';

/** A larger file holds more than manifests. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

const BYTE_ORDER_MARK = '\ufeff';
/** U+0000, a carriage return without a line feed, and a byte order mark behind the first character. */
// eslint-disable-next-line no-control-regex -- control characters are the subject
const unreadable = /\u0000|\r(?!\n)|(?!^)\ufeff/;

/** The text of a file, with its lines. */
export class Source {
  readonly path: string;
  /** With a byte order mark, if the file begins with one. */
  readonly text: string;
  /** The offset of the first character behind a byte order mark. */
  readonly start: number;
  private lineStarts: number[] | undefined;

  /**
   * Decodes a file as UTF-8. Some programs take a lone carriage return for the end of a line, others
   * for a blank; so a file with one is refused.
   *
   * @throws TaskError ImagesFileTooLarge, ImagesFileEncoding, ImagesFileMalformed
   */
  constructor(file: ImageFile) {
    this.path = file.path;
    if (file.bytes.length > MAX_FILE_BYTES) {
      throw new TaskError('ImagesFileTooLarge', [file.path, String(MAX_FILE_BYTES)]);
    }
    this.text = file.bytes.toString('utf8');
    if (!Buffer.from(this.text, 'utf8').equals(file.bytes)) {
      throw new TaskError('ImagesFileEncoding', [file.path]);
    }
    this.start = this.text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
    const bad = unreadable.exec(this.text);
    if (bad !== null) throw this.malformed(bad.index, `character ${codePoint(bad[0])}`);
  }

  /** The line of an offset; the first line is 1. */
  lineAt(offset: number): number {
    this.lineStarts ??= startsOf(this.text);
    let [low, high] = [0, this.lineStarts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** An error of a place in this file: its values begin with the path and the line. */
  error(code: ErrorCode, offset: number, ...values: string[]): TaskError {
    return new TaskError(code, [this.path, String(this.lineAt(offset)), ...values]);
  }

  /** The error of a file that cannot be read. */
  malformed(offset: number, reason: string): TaskError {
    return this.error('ImagesFileMalformed', offset, reason);
  }
}

function startsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** A character as Unicode names it, such as `U+000D`. */
export function codePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
