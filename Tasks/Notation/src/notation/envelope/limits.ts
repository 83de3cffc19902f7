/** What is larger is no signature that anybody makes: a usual envelope has 2 to 10 KiB. */
export const MAX_ENVELOPE_BYTES = 4 * 1024 * 1024;
export const MAX_CERTIFICATES = 20;
export const MAX_CERTIFICATE_BYTES = 64 * 1024;
export const MAX_TIMESTAMP_BYTES = 256 * 1024;
export const MAX_NAME_ATTRIBUTES = 50;
export const MAX_METADATA_ENTRIES = 200;
export const MAX_METADATA_NAME_CHARACTERS = 256;
/** A longer name of a plugin is refused and never cut: the name is compared. */
export const MAX_PLUGIN_NAME_CHARACTERS = 128;
/** A longer value is cut: names of signers and values of metadata are only displayed. */
export const MAX_DISPLAYED_CHARACTERS = 1024;

/** Cuts a text that is only displayed, never within a surrogate pair. */
export function cutForDisplay(text: string): string {
  if (text.length <= MAX_DISPLAYED_CHARACTERS) return text;
  return `${text.slice(0, MAX_DISPLAYED_CHARACTERS).replace(/[\ud800-\udbff]$/, '')}…`;
}
