/** A logging command as the agent sees it: area and event in lower case, as are the keys of its properties. */
export interface Command {
  readonly area: string;
  readonly event: string;
  readonly properties: ReadonlyMap<string, string>;
  readonly data: string;
}

const keyword = '##vso';
const prefix = `${keyword}[`;

/**
 * Reads the logging command in a line, wherever in the line it begins.
 * The prefix is case sensitive, the rest is not; the first `]` after the prefix ends the header.
 * @param line one line of a task's output, without its line end
 * @param decodePercents whether `%AZP25` means `%`; off with the variable DECODE_PERCENTS=false
 * @returns the command; 'malformed' if the line holds the keyword but no command, of which the agent
 *   warns and which it then logs; undefined for every other line
 * Source: agent: Command.cs, WorkerCommandManager.cs.
 */
export function parseCommand(
  line: string,
  decodePercents = true,
): Command | 'malformed' | undefined {
  const start = line.indexOf(prefix);
  const end = start < 0 ? -1 : line.indexOf(']', start);
  if (end < 0) {
    return line.includes(keyword) ? 'malformed' : undefined;
  }
  const header = line.slice(start + prefix.length, end);
  const space = header.indexOf(' ');
  const name = space < 0 ? header : header.slice(0, space);
  const [area, event, ...rest] = name.split('.').filter((part) => part !== '');
  if (area === undefined || event === undefined || rest.length > 0) {
    return 'malformed';
  }
  return {
    area: area.toLowerCase(),
    event: event.toLowerCase(),
    // A header that begins with the space has no name and never comes this far.
    properties: space < 0 ? new Map() : readProperties(header.slice(space + 1), decodePercents),
    data: decode(line.slice(end + 1), decodePercents),
  };
}

/** The agent drops a property without a value, and takes the last of two with one key. */
function readProperties(text: string, decodePercents: boolean): Map<string, string> {
  const properties = new Map<string, string>();
  for (const part of text.split(';')) {
    const [, key, value] = /^=*([^=]+)=+([^=].*)$/s.exec(part) ?? [];
    if (key !== undefined && value !== undefined) {
      properties.set(key.toLowerCase(), decode(value, decodePercents));
    }
  }
  return properties;
}

/** One table serves properties and data alike; `%` comes last, so that nothing is decoded twice. */
function decode(text: string, decodePercents: boolean): string {
  const decoded = text
    .replaceAll('%3B', ';')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%5D', ']');
  return decodePercents ? decoded.replaceAll('%AZP25', '%') : decoded;
}

/**
 * Writes a logging command as a task would, for the tasks that the emulator plays itself.
 * @param name area and event, e.g. `task.setvariable`
 * Source: tasklib: taskcommand.ts.
 */
export function formatCommand(
  name: string,
  properties: Readonly<Record<string, string>>,
  data: string,
): string {
  const pairs = Object.entries(properties).map(
    ([key, value]) => `${key}=${encode(value).replaceAll(';', '%3B').replaceAll(']', '%5D')};`,
  );
  const header = pairs.length === 0 ? name : `${name} ${pairs.join('')}`;
  return `${prefix}${header}]${encode(data)}`;
}

function encode(text: string): string {
  return text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
