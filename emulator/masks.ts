/** Parameters of a service connection that the agent does not hide; agent: MaskingUtil.cs. */
const publicParameters = new Set([
  'idtoken',
  'role',
  'scope',
  'tenantid',
  'issuedat',
  'expiresat',
  'audience',
  'authenticationtype',
  'authorizationtype',
  'accesstokentype',
  'accesstokenfetchingmethod',
  'usewindowssecurity',
  'unsecured',
  'oauthaccesstokenissupplied',
]);

const urlPassword = /(?<=\/\/[^:/?#\s]+:)[^@/?#\s]+(?=@)/g;

/**
 * The secrets of a job and how they are hidden. A secret is looked for as one string in what is written
 * at once, so one of several lines is not found in the lines of a log.
 * Source: agent: Worker.cs, HostContext.cs, ValueEncoders.
 */
export class Masks {
  readonly #values = new Set<string>();

  /** Hides a value that became known at run time, also JSON-, URI- and backslash-escaped, never in base64. */
  add(value: string): void {
    for (const form of [value, inJson(value), inUri(value), unescaped(value)]) {
      if (form !== '') {
        this.#values.add(form);
      }
    }
  }

  /** Hides a secret that came with the job: besides, in base64, as command data and without its quotes. */
  addFromJob(value: string): void {
    const trimmed = value.trim();
    const forms = [value, trimmed, inCommand(value), Buffer.from(value).toString('base64')];
    const [, quoted] = /^(?:'(?=.*'$)|"(?=.*"$))(.*).$/s.exec(trimmed) ?? [];
    for (const form of quoted === undefined ? forms : [...forms, quoted]) {
      this.add(form);
    }
  }

  /** Hides all parameters of a service connection but the public ones, so its user name too. */
  addParameters(parameters: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(parameters)) {
      if (!publicParameters.has(name.toLowerCase())) {
        this.add(value);
      }
    }
  }

  /** Gives the text with every secret, and every password in a URL, as `***`. */
  mask(text: string): string {
    const ranges: [number, number][] = [];
    for (const value of this.#values) {
      for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
        ranges.push([at, at + value.length]);
      }
    }
    for (const match of text.matchAll(urlPassword)) {
      ranges.push([match.index, match.index + match[0].length]);
    }
    return replaceRanges(text, ranges);
  }
}

/** Ranges that overlap or touch become a single mask. */
function replaceRanges(text: string, ranges: [number, number][]): string {
  let masked = '';
  let end = 0;
  let hiding = false;
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    if (!hiding || from > end) {
      masked += `${text.slice(end, from)}***`;
      hiding = true;
      end = to;
    }
    end = Math.max(end, to);
  }
  return masked + text.slice(end);
}

function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

function inUri(value: string): string {
  // encodeURIComponent refuses half a surrogate pair and leaves five characters that .NET escapes.
  return encodeURIComponent(Buffer.from(value).toString()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function unescaped(value: string): string {
  return value
    .replaceAll('\\\\', '\\')
    .replaceAll("\\'", "'")
    .replaceAll('\\"', '"')
    .replaceAll('\\t', '\t');
}

function inCommand(value: string): string {
  return value.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
