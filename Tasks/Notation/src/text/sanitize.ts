/**
 * Characters that could move the cursor, hide text, change its direction or start a new line in some
 * viewer: C0 and C1 controls except tab and line feed, zero-width and bidirectional controls, line and
 * paragraph separators, the byte order mark, and unpaired surrogates.
 */
export const unsafeCharacters =
  // eslint-disable-next-line no-control-regex -- this pattern is about control characters
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Makes a text safe for one line of the log.
 *
 * The agent executes `##vso[` anywhere in a line and formats `##[` at its start. So a space separates
 * adjacent number signs. Line feeds and all characters that could forge or hide text become visible
 * escapes.
 *
 * @param text any text
 * @returns text without line breaks, control characters or two adjacent number signs
 */
export function sanitizeLine(text: string): string {
  return text
    .replace(/#(?=#)/g, '# ')
    .replace(unsafeCharacters, (character) => `\\u${hex(character)}`)
    .replace(/\n/g, '\\n');
}

/**
 * Makes a JSON text safe for the log without changing its meaning. Characters that form an agent
 * command, or that could forge or hide text, become JSON escapes. Such characters occur only in JSON
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
