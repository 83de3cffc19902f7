import { sanitizeLine } from './sanitize';

/** Gives a text in which no secret stands. */
export type Mask = (text: string) => string;

/**
 * The agent may be told to leave a secret of up to five characters unmasked, no longer one
 * (agent: LoggedSecretMasker.cs). A short one stands in any text, and in many a name.
 */
const SHORTEST_SECRET = 6;

/**
 * What masks secrets as the agent does in a log: each line of a secret by itself, in the forms that
 * a program may write it in, as `***`; masks that overlap or touch become one.
 */
export function maskOf(secrets: Iterable<string>): Mask {
  const lines = [...secrets].flatMap((secret) => secret.split(/[\r\n]+/));
  const long = lines.map((line) => line.trim()).filter(({ length }) => length >= SHORTEST_SECRET);
  const forms = [...new Set(long.flatMap(formsOf))];
  return (text) => {
    const found = forms.flatMap((form) => placesOf(form, text));
    return found.length === 0 ? text : without(found, text);
  };
}

/** As it is, as a log shows it, and as JSON, a URL and a basic authentication write it. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Half a surrogate pair cannot be encoded: the bytes hold another character for it.
  const inUrl = encodeURIComponent(bytes.toString());
  const inUrlOfOthers = inUrl.replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [secret, sanitizeLine(secret), inJson, inUrl, inUrlOfOthers, bytes.toString('base64')];
}

/** From where to where a part of a text goes. */
type Place = readonly [from: number, to: number];

function placesOf(form: string, text: string): Place[] {
  const places: Place[] = [];
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
    places.push([at, at + form.length]);
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
