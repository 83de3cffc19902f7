import { StringDecoder } from 'node:string_decoder';

/**
 * What is more of a line is left out, so that memory does not grow with what a child writes, and
 * none of its words is taken for a line by itself.
 */
export const MAX_LINE_CHARACTERS = 4096;

/** Stands where a line was cut. */
const CUT = '…';

/**
 * Characters that could move the cursor, hide text, turn its direction or start a line of their own
 * in some reader: C0 and C1 controls but tab and line feed, zero-width and bidirectional controls,
 * line and paragraph separators, the byte order mark, and unpaired surrogates.
 */
const unsafe =
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Makes any text safe to be written to the log as part of one line.
 *
 * The agent obeys `##vso[` wherever it stands in a line and colours `##[` at its start, so no two
 * number signs stay side by side: a space goes between them. Line feeds and all characters that
 * could forge or hide text become visible escapes.
 *
 * @param text anything
 * @returns text without line breaks, control characters or two adjacent number signs
 */
export function sanitizeLine(text: string): string {
  return text
    .replace(/#(?=#)/g, '# ')
    .replace(unsafe, (character) => `\\u${hex(character)}`)
    .replace(/\n/g, '\\n');
}

/**
 * Makes a JSON text safe to be printed, without a change of what it says: characters that the agent
 * could obey, or that could forge or hide text, are written as JSON escapes. They stand only in its
 * strings.
 */
export function sanitizeJson(json: string): string {
  return json.replace(/#(?=#)/g, '\\u0023').replace(unsafe, (character) => `\\u${hex(character)}`);
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, '0');
}

/**
 * The one way of a child's output into the log: decodes UTF-8 over chunk borders (bytes that are
 * none become U+FFFD), cuts lines, and hands each on as `plain` text. It holds at most one line
 * of `LINE_LIMIT` characters and the carriage return of its line break.
 */
export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';
  /** What comes up to the next line break is more of a line that was handed on already. */
  private isCut = false;

  /** @param emit receives each line, without its line break */
  constructor(private readonly emit: (line: string) => void) {}

  /** Takes the next bytes of the stream. */
  write(chunk: Buffer): void {
    this.cut(this.decoder.write(chunk));
  }

  /** Takes the end of the stream: what is left without a line break is a line too. */
  end(): void {
    this.cut(this.decoder.end());
    if (this.rest !== '') this.flush(this.rest);
    this.rest = '';
  }

  private cut(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      this.flush(line);
      this.isCut = false;
    }
    // One more may be the carriage return of a line break that is still to come.
    if (this.isCut || this.rest.length > MAX_LINE_CHARACTERS + 1) {
      this.flush(this.rest);
      this.rest = '';
      this.isCut = true;
    }
  }

  private flush(line: string): void {
    if (this.isCut) return;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    this.emit(sanitizeLine(text.length > MAX_LINE_CHARACTERS ? headOf(text) : text));
  }
}

/**
 * The beginning of a line that is too long. It ends between two words where it can: half of a secret
 * is masked by nobody.
 */
function headOf(line: string): string {
  const head = line.slice(0, MAX_LINE_CHARACTERS);
  const end = Math.max(...[' ', '\t', '"'].map((border) => head.lastIndexOf(border))) + 1;
  return (end > MAX_LINE_CHARACTERS / 2 ? head.slice(0, end) : head) + CUT;
}
