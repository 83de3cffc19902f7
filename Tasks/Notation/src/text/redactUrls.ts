import { unsafeCharacters } from './sanitize';

/**
 * Removes possible secrets from the URLs and HTTP headers of a line: user name and password; the query
 * of a URL or path, which may contain upload states and shared access signatures; cookies.
 *
 * @param line the raw line, before it is sanitized. A line that was cut ends with `…`
 */
export function redactUrls(line: string): string {
  if (!signs.test(line.replace(unsafeCharacters, ''))) return line;
  return line.replace(cookie, redactCookie).replace(word, redactWord);
}

/** Most lines contain none of these, and need no redaction. */
const signs = /[?#&]|:\/\/|cookie/i;

/** A header with cookies, as notation 1.0 logs it, up to the end of the line. */
const cookie = /\b((?:set-)?cookie(?:\\*": *(?:\\*")?|: +))(.*)/i;

/** The value is replaced by the text that notation shows for an authorization. Closing quotes stay. */
function redactCookie(_: string, name: string, value: string): string {
  return `${name}*****${tailOf(value, '\\"')}`;
}

/** A word that may contain a URL. */
const word = /[^ \t\r\n"]+/g;

/** Characters that close a quotation or a sentence around a URL. */
const closing = "\\'`)]}>,;:.!?";

/** Invisible characters cannot hide a URL: they are removed before a URL is redacted. */
function redactWord(text: string): string {
  const visible = text.replace(unsafeCharacters, '');
  const shown = redactUrl(visible);
  return shown === visible ? text : shown;
}

function redactUrl(text: string): string {
  const [scheme = '', ...rest] = text.split('://');
  const shown = [scheme, ...rest.map(withoutUser)].join('://');
  const start = startOfQuery(shown);
  if (start < 0) return shown;
  const query = shown.slice(start + 1);
  const tail = tailOf(query, closing);
  return tail === query ? shown : `${shown.slice(0, start + 1)}…${tail}`;
}

/**
 * Removes the user from the part after the scheme of a URL. An unencoded password may contain any
 * character, so it ends at the last at sign that does not start a digest.
 */
function withoutUser(url: string): string {
  const authority = url.replace(/[/?#].*/, '');
  // The text after the colon is not a port, and the text before it is not an IPv6 address.
  const hasPassword = authority.includes('@') || /^[^:[]*:(?!\d{1,5}$)/.test(authority);
  const shown = hasPassword ? url.replace(/^.*@(?!sha\d+:)/, '') : url;
  // An at sign after the start of a query, or in a text that was cut, may end a secret too.
  const isQuery = /[?#]/.test(url.slice(0, url.length - shown.length));
  const isCut = url.endsWith('…') && shown === url && (hasPassword || authority === url);
  return isQuery || isCut ? '…' : shown;
}

/** The position after which all text may be secret; -1 where there is none. */
function startOfQuery(url: string): number {
  const first = url.search(/[?#&]/);
  if (first < url.lastIndexOf('=')) return first;
  const path = url.indexOf('/');
  return path < 0 ? -1 : url.indexOf('?', path);
}

/** The trailing part of a text that consists of these characters only. */
function tailOf(text: string, signs: string): string {
  let start = text.length;
  while (start > 0 && signs.includes(text.charAt(start - 1))) start -= 1;
  return text.slice(start);
}
