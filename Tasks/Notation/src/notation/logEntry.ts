/** An entry of notation's log: its message is quoted before 1.3, plain since. */
export interface LogEntry {
  readonly level: string;
  readonly message: string;
}

/** The time of an entry: one word, one text in quotes, or date and time apart (after 2.0.0-alpha.1). */
const entryForm =
  /^(?:time=(?:"[^"]*"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?Z?|\S+) )?level=(\w+) msg=(.*)$/;

/** Reads a line of notation's log; undefined where it begins no entry. */
export function parseLogEntry(line: string): LogEntry | undefined {
  const match = entryForm.exec(line);
  if (match === null) return undefined;
  const [, level = '', message = ''] = match;
  const quoted = /^"(.*)"$/.exec(message);
  return { level, message: quoted === null ? message : unquoted(quoted[1] ?? '') };
}

/** Go's quotes: a line break or tab becomes a blank, anything else stands for itself. */
function unquoted(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => character.replace(/[nrt]/, ' '));
}

/** Lines that notation, or Go where a program breaks, writes beside the log: they end an entry. */
const besideLog = /^(?:Error|Warning|panic|fatal error|runtime): /;

/**
 * The entries of a log. A message may go over several lines from 1.3 on: lines that begin no entry
 * belong to the one before.
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
 * Tells the level of each line of a log as the lines come: that of its entry. An entry of level info
 * is one line, so that what other programs write after it is not taken for a part of it.
 *
 * @returns a function that gives undefined for a line that belongs to no entry
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
