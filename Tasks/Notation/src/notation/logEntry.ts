/** An entry of notation's log: its message is quoted before 1.3, plain since. */
export interface LogEntry {
  readonly level: string;
  readonly message: string;
}

/** The time of an entry: one word, one text in quotes, or date and time apart (after 2.0.0-alpha.1). */
const entryForm =
  /^(?:time=(?:"[^"]*"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?Z?|\S+) )?level=(\w+) msg=(.*)$/;

/** Reads a line of notation's log; undefined where the line does not start an entry. */
export function parseLogEntry(line: string): LogEntry | undefined {
  const match = entryForm.exec(line);
  if (match === null) return undefined;
  const [, level = '', message = ''] = match;
  const quoted = /^"(.*)"$/.exec(message);
  return { level, message: quoted === null ? message : unquoted(quoted[1] ?? '') };
}

/** Decodes Go's quotes: a line break or tab becomes a space, any other character stays. */
function unquoted(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => character.replace(/[nrt]/, ' '));
}

/** Lines of notation outside the log, or of Go when a program crashes. They end an entry. */
const besideLog = /^(?:Error|Warning|panic|fatal error|runtime): /;

/**
 * Reads the entries of a log. From 1.3 on a message may have several lines: a line that starts no entry
 * belongs to the entry before it.
 */
export function parseLog(lines: readonly string[]): LogEntry[] {
  const entries: { level: string; message: string }[] = [];
  const levelOf = logLevels();
  for (const line of lines) {
    const begun = parseLogEntry(line);
    if (begun !== undefined) entries.push({ ...begun });
    const last = entries[entries.length - 1];
    const isContinued = levelOf(line) !== undefined && begun === undefined;
    if (isContinued && last !== undefined && line.trim() !== '') last.message += ` ${line.trim()}`;
  }
  return entries;
}

/**
 * Finds the level of each line of a log while the lines arrive. A line has the level of its entry. An
 * info entry has one line, so later lines of other programs are not part of it.
 *
 * @returns a function that returns undefined for a line outside all entries
 */
export function logLevels(): (line: string) => string | undefined {
  let continued: string | undefined;
  return (line) => {
    const begun = parseLogEntry(line)?.level;
    if (begun !== undefined || besideLog.test(line)) {
      continued = begun === 'info' ? undefined : begun;
      return begun;
    }
    return continued;
  };
}
