/** What a file `.env` says of one variable. */
export type EnvEntry = { readonly value: string } | { readonly unreadable: string };

/** A line without a variable. */
const blank = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;
/** Compose takes `export` off a name even where no blank follows. */
const start = /[ \t]*(?:export[ \t]+)?(?!export)([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*/.source;
/** A value in quotes may have several lines. */
const quoted = /(?:'([^'\\]*)'|"([^"\\]*)")[ \t]*(?:#[^\n]*)?/.source;
/** Any other value begins with a character of ASCII that is no quote, or is empty. */
const unquoted = /([!#-&(-~][^\n]*)?/.source;
/** A variable with its value. */
const assignment = new RegExp(`${start}(?:${quoted}|${unquoted})(?:\\n|$)`, 'y');

/**
 * Reads a file `.env` as Compose does, as far as it is plain: `NAME=value`, with a comment behind a
 * blank, or in quotes. A value with variables or escapes is not read.
 * Source: github.com/compose-spec/compose-go, dotenv/parser.go.
 *
 * @param text of the file
 * @returns by name; undefined where a line is not understood, for it may set any variable
 */
export function readDotEnv(text: string): ReadonlyMap<string, EnvEntry> | undefined {
  const content = text.replace(/^\ufeff/, '').replace(/\r\n/g, '\n');
  const entries = new Map<string, EnvEntry>();
  for (let at = 0; at < content.length;) {
    blank.lastIndex = at;
    assignment.lastIndex = at;
    const skipped = blank.exec(content);
    const found = skipped ?? assignment.exec(content);
    if (found === null) return undefined;
    at += found[0].length;
    const [, name, single, double, plain = ''] = found;
    if (name !== undefined) entries.set(name, readValue(single, double, plain));
  }
  return entries;
}

function readValue(
  single: string | undefined,
  double: string | undefined,
  plain: string,
): EnvEntry {
  if (single !== undefined) return { value: single };
  const value = double ?? plain.replace(/ +#.*$/, '').replace(/[ \t]+$/, '');
  // Versions of Compose differ in a `#` without a blank before it, and in blanks that are not of ASCII.
  const isPlain = double === undefined ? /^[ -"%-[\]-~]*$/.test(value) : !value.includes('$');
  return isPlain ? { value } : { unreadable: value };
}
