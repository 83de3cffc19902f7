/** One instruction of a Dockerfile, its continuation lines joined, without comments. */
export interface LogicalLine {
  readonly text: string;
  /** For each character of the text, its offset in the file. */
  readonly offsets: readonly number[];
  /** The offset of the first character. */
  readonly offset: number;
}

/** The character that continues a line and escapes another one. */
export type EscapeToken = '\\' | '`';
