/** The hexadecimal digits of a digest that a reader needs to tell artifacts apart. */
const SHORT_DIGEST_DIGITS = 12;

const digests = new RegExp(
  `\\b(sha(?:256|384|512):[0-9a-f]{${SHORT_DIGEST_DIGITS}})[0-9a-f]{${64 - SHORT_DIGEST_DIGITS},}`,
  'g',
);

/** A text in which each digest, `sha256:<64 hexadecimal digits>` and the like, has its first 12 digits only. */
export function shortenDigests(text: string): string {
  return text.replace(digests, '$1');
}
