import { maskKnownSecrets } from '../../agent/secret';
import { detached } from '../../text/detached';

/** Real envelopes have 2 to 10 KiB. Larger ones than this are refused. */
export const MAX_ENVELOPE_BYTES = 4 * 1024 * 1024;
export const MAX_CERTIFICATES = 20;
export const MAX_CERTIFICATE_BYTES = 64 * 1024;
/**
 * The largest public key of a certificate, as DER. RSA with 8192 bits has 1,062 bytes. notation needs minutes for keys of some
 * hundred thousand bits, and computes with each key of a chain before it knows whether it trusts the chain.
 */
export const MAX_PUBLIC_KEY_BYTES = 1200;
/** Real timestamps have 3 to 10 KiB. A larger one may hold certificates with large keys. */
export const MAX_TIMESTAMP_BYTES = 32 * 1024;
export const MAX_NAME_ATTRIBUTES = 50;
export const MAX_METADATA_ENTRIES = 200;
export const MAX_METADATA_NAME_CHARACTERS = 256;
/** Of names and values together that are kept of one signature, for display. */
export const MAX_METADATA_CHARACTERS = 4000;
/** A longer plugin name is refused, not cut: the name is compared. */
export const MAX_PLUGIN_NAME_CHARACTERS = 128;
/** A longer value is cut: signer names and metadata values are only displayed. */
export const MAX_DISPLAYED_CHARACTERS = 1024;

/** Characters of a longer value in which secrets are masked before it is cut. */
const MAX_MASKED_CHARACTERS = 64 * 1024;

/**
 * Cuts a text for display, never within a surrogate pair. Known secrets are masked first: no mask finds half a secret, and a
 * registry can repeat its own login.
 */
export function cutForDisplay(text: string): string {
  if (text.length <= MAX_DISPLAYED_CHARACTERS) return text;
  const shown = maskKnownSecrets(text.slice(0, MAX_MASKED_CHARACTERS));
  return detached(`${shown.slice(0, MAX_DISPLAYED_CHARACTERS).replace(/[\ud800-\udbff]$/, '')}…`);
}
