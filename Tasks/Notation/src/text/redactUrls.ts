import { unsafeCharacters } from './sanitize';

/**
 * Takes out of a line what URLs and HTTP headers in it may hold of secrets: a user's name and
 * password; the query (upload states and shared access signatures stand there), also of a path by
 * itself; cookies.
 *
 * @param line raw, before it is sanitized; where it was cut, it ends with `…`
 */
export function redactUrls(line: string): string {
  if (!signs.test(line.replace(unsafeCharacters, ''))) return line;
  return line.replace(cookie, redactCookie).replace(word, redactWord);
}

/** A line without any of these, as most are, holds nothing to take out. */
const signs = /[?#&]|:\/\/|cookie/i;

/** A header with cookies, as notation 1.0 logs it, up to the end of the line. */
const cookie = /\b((?:set-)?cookie(?:\\*": *(?:\\*")?|: +))(.*)/i;

/** The value becomes what notation shows of an authorization; the quotes that close it stay. */
function redactCookie(_: string, name: string, value: string): string {
  return `${name}*****${tailOf(value, '\\"')}`;
}

/** A word that may contain a URL. */
const word = /[^ \t\r\n"]+/g;

/** What closes a quotation or a sentence around a URL. */
const closing = "\\'`)]}>,;:.!?";

/** A character that no reader sees does not hide a URL: where there is one to redact, it goes. */
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
 * What follows the scheme of a URL, less the user. Where nobody encoded it, a password may hold any
 * character: it ends with the last at sign but that of a digest.
 */
function withoutUser(url: string): string {
  const authority = url.replace(/[/?#].*/, '');
  // What stands behind the colon is no port, and before it no address of IPv6.
  const hasPassword = authority.includes('@') || /^[^:[]*:(?!\d{1,5}$)/.test(authority);
  const shown = hasPassword ? url.replace(/^.*@(?!sha\d+:)/, '') : url;
  // Nobody knows what an at sign ends behind the sign of a query, or what was cut before one.
  const isQuery = /[?#]/.test(url.slice(0, url.length - shown.length));
  const isCut = url.endsWith('…') && shown === url && (hasPassword || authority === url);
  return isQuery || isCut ? '…' : shown;
}

/** The sign after which all may be secret: -1 where there is none. */
function startOfQuery(url: string): number {
  const first = url.search(/[?#&]/);
  if (first < url.lastIndexOf('=')) return first;
  const path = url.indexOf('/');
  return path < 0 ? -1 : url.indexOf('?', path);
}

/** The end of a text that consists of some signs only. */
function tailOf(text: string, signs: string): string {
  let start = text.length;
  while (start > 0 && signs.includes(text.charAt(start - 1))) start -= 1;
  return text.slice(start);
}
