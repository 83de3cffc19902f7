/**
 * Characters that could move the cursor, hide text, turn its direction or start a line of their own
 * in some reader: C0 and C1 controls but tab and line feed, zero-width and bidirectional controls,
 * line and paragraph separators, the byte order mark, and unpaired surrogates.
 */
export const unsafeCharacters =
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Makes any text safe to be written to the log as part of one line.
 *
 * The agent obeys `##vso[` wherever it stands in a line and colours `##[` at its start, so no two
 * number signs stay side by side: a space goes between them. Line feeds and all characters that
 * could forge or hide text become visible escapes.
 *
 * @param text anything
 * @returns text without line breaks, control characters or two adjacent number signs
 */
export function sanitizeLine(text: string): string {
  return text
    .replace(/#(?=#)/g, '# ')
    .replace(unsafeCharacters, (character) => `\\u${hex(character)}`)
    .replace(/\n/g, '\\n');
}

/**
 * Makes a JSON text safe to be printed, without a change of what it says: characters that the agent
 * could obey, or that could forge or hide text, are written as JSON escapes. They stand only in its
 * strings.
 */
export function sanitizeJson(json: string): string {
  return json
    .replace(/#(?=#)/g, '\\u0023')
    .replace(unsafeCharacters, (character) => `\\u${hex(character)}`);
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, '0');
}
