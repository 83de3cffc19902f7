import fc from 'fast-check';

/** A digest of each algorithm. */
export const algorithms = {
  sha256: `sha256:${'a'.repeat(64)}`,
  sha384: `sha384:${'b'.repeat(96)}`,
  sha512: `sha512:${'c'.repeat(128)}`,
};

const registry = fc.stringMatching(
  /^[a-zA-Z0-9]{1,5}(-[a-z]{1,3})?(\.[a-z]{1,3}){0,2}(:[0-9]{1,5})?$/,
);
const repository = fc.stringMatching(
  /^[a-z0-9]{1,4}((\.|_|__|-{1,3})[a-z0-9]{1,3})?(\/[a-z]{1,4}){0,2}$/,
);
const tag = fc.stringMatching(/^:[A-Za-z0-9_][A-Za-z0-9_.-]{0,10}$/);
const digest = fc.constantFrom(...Object.values(algorithms)).map((one) => `@${one}`);

/** References as people write them, each with a tag, a digest or both. */
export const anyReference = fc
  .tuple(registry, repository, fc.oneof(tag, digest, fc.tuple(tag, digest)))
  .map(([host, path, end]) => `${host}/${path}${[end].flat().join('')}`);
