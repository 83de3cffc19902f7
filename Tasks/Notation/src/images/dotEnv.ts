/** What a file `.env` says of one variable. */
export type EnvEntry = { readonly value: string } | { readonly unreadable: string };

const assignment = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*)$/;

/**
 * Reads a file `.env` as Compose does, as far as its lines are plain: `NAME=value`, with a comment
 * behind a blank, or in quotes. A value with variables, escapes or several lines is not read.
 * Source: docs.docker.com/compose/how-tos/environment-variables/variable-interpolation.
 *
 * @param text of the file
 * @returns by name; a line that is not understood counts as unreadable for the name before its `=`
 */
export function readDotEnv(text: string): ReadonlyMap<string, EnvEntry> {
  const entries = new Map<string, EnvEntry>();
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [, name, value = ''] = assignment.exec(trimmed) ?? [];
    if (name !== undefined) entries.set(name, readValue(value));
  }
  return entries;
}

function readValue(value: string): EnvEntry {
  const [, single] = /^'([^']*)'\s*(?:#.*)?$/.exec(value) ?? [];
  if (single !== undefined) return { value: single };
  const [, double] = /^"([^"$\\]*)"\s*(?:#.*)?$/.exec(value) ?? [];
  if (double !== undefined) return { value: double };
  if (/^['"]/.test(value) || value.includes('$') || value.includes('\\'))
    return { unreadable: value };
  return { value: value.replace(/(?:^|\s+)#.*$/, '') };
}
