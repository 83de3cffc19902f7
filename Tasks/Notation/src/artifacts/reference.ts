import { TaskError } from '../errors';
import { redactUrls } from '../text/redactUrls';

/** A reference to an artifact in a registry, in parts. */
export interface Reference {
  /**
   * Host and port, as they were written: notation finds logins and scopes under this spelling, and
   * speaks plain HTTP to `localhost:5000`, not to `LOCALHOST:5000`. Whether two references are the same
   * is told by `canonicalName`.
   */
  readonly registry: string;
  readonly repository: string;
  /** `sha256:…`, where the reference names one; it then decides, whatever tag stands beside it. */
  readonly digest: string | undefined;
  readonly tag: string | undefined;
}

// The grammar of references: github.com/distribution/reference, with the registry demanded.
const label = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const host = `(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])`;
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const name = new RegExp(
  `^(${host}(?::[0-9]+)?)/(${component}(?:/${component})*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?$`,
);
/** What a digest that comes from an empty variable leaves. */
const headOfDigest = /^(?:sha(?:256|384|512):?)?$/;
const digests = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;

/**
 * Reads a reference as `<registry>/<repository>` with a tag, a digest or both.
 *
 * @param text one reference
 * @throws TaskError ReferenceWithScheme, DigestMissing, DigestMalformed, ReferenceMalformed, TagAndDigestMissing
 */
export function parseReference(text: string): Reference {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0];
  if (scheme !== undefined) {
    throw new TaskError('ReferenceWithScheme', [redactUrls(text), scheme]);
  }
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !digests.test(digest)) {
    throw new TaskError(headOfDigest.test(digest) ? 'DigestMissing' : 'DigestMalformed', [text]);
  }
  const match = name.exec(at < 0 ? text : text.slice(0, at));
  if (match === null) throw new TaskError('ReferenceMalformed', [text]);
  const [, registry = '', repository = '', tag] = match;
  if (tag === undefined && digest === undefined) throw new TaskError('TagAndDigestMissing', [text]);
  return { registry, repository, tag, digest };
}

/** A reference as notation gets it: by its digest where it has one, else by its tag. */
export function formatReference(reference: Reference): string {
  const { digest, tag } = reference;
  return scopeOf(reference) + (digest === undefined ? `:${tag ?? ''}` : `@${digest}`);
}

/** One text for all references to the same thing: a host is the same in any case of letters. */
export function canonicalName(reference: Reference): string {
  return formatReference({ ...reference, registry: reference.registry.toLowerCase() });
}

/** Registry and repository, as a trust policy's scopes are written. */
export function scopeOf({ registry, repository }: Reference): string {
  return `${registry}/${repository}`;
}
