import { StringDecoder } from 'node:string_decoder';
import { boundText } from './bound';
import type { Mask } from './mask';
import { redactUrls } from './redactUrls';
import { sanitizeLine } from './sanitize';

/**
 * The longest line that is shown, in characters. The rest of a longer line is dropped, so memory does
 * not grow with the output of a child, and no part of a line looks like a line of its own.
 */
export const MAX_LINE_CHARACTERS = 4096;

/**
 * The longest line that is kept in memory, in characters. It exceeds the shown length, so a secret
 * across the end of the shown part is still masked as a whole.
 */
export const MAX_HELD_CHARACTERS = 64 * 1024;

/**
 * The only path of a child's output to the log. It decodes UTF-8 across chunk borders (invalid bytes
 * become U+FFFD), masks known secrets, removes other secrets from URLs, cuts the line and sanitizes it,
 * in this order: a secret may look like a URL, and no mask finds half a secret. It keeps at most one line of `MAX_HELD_CHARACTERS` in memory.
 */
export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';
  /** The text up to the next line break belongs to a line that was emitted already. */
  private isCut = false;

  /**
   * @param emit receives each line, without its line break
   * @param mask removes known secrets from a line
   */
  constructor(
    private readonly emit: (line: string) => void,
    private readonly mask: Mask = (line) => line,
  ) {}

  /** Takes the next bytes of the stream. */
  write(chunk: Buffer): void {
    this.split(this.decoder.write(chunk));
  }

  /** Takes the end of the stream: text without a line break at the end is a line too. */
  end(): void {
    this.split(this.decoder.end());
    if (this.rest !== '') this.flush(this.rest);
    this.rest = '';
  }

  private split(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      this.flush(line);
      this.isCut = false;
    }
    if (this.isCut || this.rest.length > MAX_HELD_CHARACTERS) {
      this.flush(this.rest);
      this.rest = '';
      this.isCut = true;
    }
  }

  private flush(line: string): void {
    if (this.isCut) return;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    const held = text.slice(0, MAX_HELD_CHARACTERS);
    this.emit(sanitizeLine(boundText(redactUrls(this.mask(held)), MAX_LINE_CHARACTERS)));
  }
}
