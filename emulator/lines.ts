import { StringDecoder } from 'node:string_decoder';

/**
 * Cuts a stream of bytes into lines as .NET reads them: `\n`, `\r\n` and a lone `\r` end a line, and a
 * byte order mark at the start is not part of it.
 */
export class Lines {
  readonly #decoder = new StringDecoder('utf8');
  readonly #take: (line: string) => void;
  #rest = '';
  #afterReturn = false;
  #begun = false;

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  write(chunk: Buffer): void {
    this.#read(this.#decoder.write(chunk));
  }

  /** Gives what is left as the last line. */
  end(): void {
    this.#read(this.#decoder.end());
    if (this.#rest !== '') {
      this.#take(this.#rest);
      this.#rest = '';
    }
  }

  #read(decoded: string): void {
    if (decoded === '') {
      return;
    }
    let text = decoded;
    if (!this.#begun) {
      text = text.replace(/^\uFEFF/, '');
      this.#begun = true;
    }
    if (this.#afterReturn && text !== '') {
      text = text.replace(/^\n/, '');
      this.#afterReturn = false;
    }
    const parts = (this.#rest + text).split(/\r\n|\r|\n/);
    // A return ends its line at once, whatever follows: only its newline, if one comes, is then dropped.
    this.#afterReturn = text.endsWith('\r');
    this.#rest = parts.pop() ?? '';
    for (const line of parts) {
      this.#take(line);
    }
  }
}
