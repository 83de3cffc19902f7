/** A pattern for paths, relative to a folder. */
export interface Glob {
  /** The folders before the first wildcard: the search begins there. */
  readonly base: string;
  /** The parts behind; empty where the pattern has no wildcard, and names a file. */
  readonly parts: readonly GlobPart[];
}

/** `**` stands for folders of any depth, also none. */
export type GlobPart = '**' | RegExp;

const wildcard = /[*?]/;

/**
 * Reads a pattern: `*` stands for any characters within a name, `?` for one, and `**` for folders of
 * any depth. No other character has a meaning, so that a path is read as it is written. As in other
 * tasks of Azure Pipelines, a wildcard takes a dot at the beginning of a name too.
 *
 * @param pattern with `/`, or with `\` where the system writes paths so
 * @param isWindows names are compared without regard to upper and lower case, and `\` separates
 */
export function parseGlob(pattern: string, isWindows: boolean): Glob {
  const names = (isWindows ? pattern.replace(/\\/g, '/') : pattern).split('/');
  const first = names.findIndex((name) => wildcard.test(name));
  if (first < 0) return { base: names.join('/'), parts: [] };
  const base = names.slice(0, first).join('/');
  const isFromRoot = first > 0 && base === '';
  const parts = names
    .slice(first)
    .filter((name) => name !== '' && name !== '.')
    .map((name) => (name === '**' ? name : nameExpression(name, isWindows)));
  if (parts.at(-1) === '**') parts.push(nameExpression('*', isWindows)); // any file below
  return { base: isFromRoot ? '/' : base || '.', parts };
}

/** What is left of a pattern once a name was taken: several, for `**` may go on or end. */
export function advance(parts: readonly GlobPart[], name: string): (readonly GlobPart[])[] {
  const [first, ...rest] = parts;
  if (first === undefined) return [];
  if (first !== '**') return first.test(name) ? [rest] : [];
  return [parts, ...advance(rest, name)];
}

function nameExpression(name: string, isWindows: boolean): RegExp {
  const source = name
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, isWindows ? 'isu' : 'su');
}
