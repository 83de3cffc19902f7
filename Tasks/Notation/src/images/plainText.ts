import { type FileImages, type FoundImage, deployableFile } from './image';
import { readImageName } from './name';
import type { Source } from './source';

/** A line of a list: one word, and perhaps a comment behind a blank. */
const item = /^([ \t]*)(\S*?)[ \t]*$/;

/** What begins JSON or a document of YAML, or ends a key. `[` also begins an address of IPv6. */
const markup = /^(?:\{|\[(?![0-9a-f:])|---$)|:$/i;

/**
 * Whether a file is a list of images: each line has one word, or none, and a comment begins with `#`.
 */
export function isPlainText(source: Source): boolean {
  const lines = linesOf(source).map(({ content }) => content);
  return (
    lines.some((line) => line.trim() !== '') &&
    lines.every((line) => item.test(line) && !markup.test(line.trim()))
  );
}

/** Reads a list of images, one a line. @throws TaskError of the first that cannot be read */
export function readPlainText(source: Source): FileImages {
  const images = linesOf(source).flatMap(({ content, start, number }): FoundImage[] => {
    const [, indent = '', name = ''] = item.exec(content) ?? [];
    if (name === '') return [];
    const place = `line ${number}`;
    const at = start + indent.length;
    const site = { start: at, end: at + name.length, quoting: 'plain', prefix: '' } as const;
    const reference = readImageName(source, at, place, name);
    return [{ name, reference, line: number, place, site }];
  });
  return deployableFile('text', images);
}

interface Line {
  /** Without comment. */
  readonly content: string;
  readonly start: number;
  readonly number: number;
}

function linesOf(source: Source): Line[] {
  const lines: Line[] = [];
  let { start } = source;
  for (const line of source.text.slice(start).split('\n')) {
    const content = line.replace(/\r$/, '').replace(/(?:^|[ \t])#.*$/, '');
    lines.push({ content, start, number: lines.length + 1 });
    start += line.length + 1;
  }
  return lines;
}
