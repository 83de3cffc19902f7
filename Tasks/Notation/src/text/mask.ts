/** Replaces the secrets in a text. */
export type Mask = (text: string) => string;

/**
 * The shortest secret that is masked, in characters. Shorter secrets would blank out ordinary words.
 * The agent, too, may leave secrets of up to five characters unmasked (agent: LoggedSecretMasker.cs).
 */
const MIN_SECRET_CHARACTERS = 6;

/**
 * Creates the function that replaces secrets by `***`, as the agent does in a log. Each line of a
 * secret is replaced by itself, in every encoding that a program may write. Masks that overlap or touch
 * become one.
 *
 * @param secrets the secrets; one may have several lines
 */
export function maskOf(secrets: Iterable<string>): Mask {
  const lines = [...secrets].flatMap((secret) => secret.split(/[\r\n]+/));
  const long = lines
    .map((line) => line.trim())
    .filter(({ length }) => length >= MIN_SECRET_CHARACTERS);
  const patterns = [...new Set(long.flatMap(spellingsOf))].map((source) => new RegExp(source, 'g'));
  return (text) => {
    const found = patterns.flatMap((pattern) => placesOf(pattern, text));
    return found.length === 0 ? text : without(found, text);
  };
}

/** The secret in any encoding of its single characters, and its base64 form. */
function spellingsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  const inBase64 = Array.from(base64, base64Character).join('');
  return [patternOf(secret), `${inBase64}={0,2}`];
}

/** Programs that quote a text double its backslashes at each level of quotation. */
const MAX_BACKSLASHES = 4;

/** A run of backslashes has one quantifier: adjacent quantifiers would take exponential time. */
function patternOf(secret: string): string {
  return (secret.match(/\\+|[^\\]/gu) ?? [])
    .map((part) => (part.startsWith('\\') ? backslashes(part.length) : characterPattern(part)))
    .join('');
}

function backslashes(count: number): string {
  const raw = String.raw`\\{${count},${count * MAX_BACKSLASHES}}`;
  return String.raw`(?:${raw}|(?:%5[cC]){${count}}|(?:\\u005[cC]){${count}})`;
}

/** The two characters that differ between base64 and base64url (RFC 4648, section 5). */
const urlAlphabet: Readonly<Partial<Record<string, string>>> = { '+': '-', '/': '_' };

function base64Character(character: string): string {
  const other = urlAlphabet[character];
  return other === undefined ? character : `(?:${characterPattern(character)}|${other})`;
}

/** Names of HTML and XML for characters that these formats escape. */
const entities: Readonly<Partial<Record<string, string>>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Control characters that JSON and Go write as a backslash and a letter. */
const letters: Readonly<Partial<Record<string, string>>> = { '\t': 't', '\b': 'b', '\f': 'f' };

/** One character of a secret in each of its encodings: letters and digits are never encoded. */
function characterPattern(character: string): string {
  if (/[A-Za-z0-9]/.test(character)) return character;
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  const hex = units.map((unit) => unit.toString(16).padStart(4, '0'));
  const bytes = [...Buffer.from(character)].map((byte) => byte.toString(16).padStart(2, '0'));
  const code = character.codePointAt(0) ?? 0;
  const [entity, letter] = [entities[character], letters[character]];
  const spellings = [
    // Plain, or after a backslash of JSON, Go or a shell.
    String.raw`\\{0,${MAX_BACKSLASHES}}` + hex.map((unit) => String.raw`\u` + unit).join(''),
    // In JSON, as Go and .NET write it.
    hex.map((unit) => String.raw`\\{1,${MAX_BACKSLASHES}}u` + anyCase(unit)).join(''),
    bytes.map((byte) => `%${anyCase(byte)}`).join(''), // in a URL
    `&#(?:${code}|[xX]0*${anyCase(code.toString(16))});`, // in HTML and XML
    entity,
    letter && String.raw`\\{1,${MAX_BACKSLASHES}}` + letter,
    character === ' ' ? String.raw`\+` : undefined, // in a form of HTML
    character === '%' ? '%AZP25' : undefined, // in a command of the agent
    character === '#' ? ' #' : undefined, // in this task's log, which separates two number signs
  ];
  return `(?:${spellings.filter((spelling) => spelling !== undefined).join('|')})`;
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/** The start and the end of a part of a text. */
type Place = readonly [from: number, to: number];

function placesOf(pattern: RegExp, text: string): Place[] {
  const places: Place[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    places.push([match.index, match.index + match[0].length]);
    pattern.lastIndex = match.index + 1; // the next match may overlap this one
  }
  return places;
}

function without(places: readonly Place[], text: string): string {
  let shown = '';
  let end = -1;
  for (const [from, to] of [...places].sort((a, b) => a[0] - b[0])) {
    if (from > end) shown += `${text.slice(Math.max(end, 0), from)}***`;
    end = Math.max(end, to);
  }
  return shown + text.slice(end);
}
