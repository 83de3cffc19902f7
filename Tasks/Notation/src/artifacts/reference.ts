import { TaskError } from '../errors';
import { redactUrls } from '../text/redactUrls';
import { isDigest } from './descriptor';

/** A reference to an artifact in a registry, in parts. */
export interface Reference {
  /**
   * Host and port, as written. notation finds logins and scopes by this spelling, and speaks plain HTTP
   * to `localhost:5000` but not to `LOCALHOST:5000`. Use `canonicalName` to compare references.
   */
  readonly registry: string;
  readonly repository: string;
  /** `sha256:…`, where the reference has one. A digest takes precedence over a tag. */
  readonly digest: string | undefined;
  readonly tag: string | undefined;
  /** Registry and repository, in the form of a trust policy's scopes. */
  readonly scope: string;
  /** As notation gets the reference: the scope with the digest where the reference has one, else with the tag. */
  readonly name: string;
}

/** The parts of a reference that decide the others. */
export type ReferenceParts = Pick<Reference, 'registry' | 'repository' | 'digest' | 'tag'>;

// The grammar of references (github.com/distribution/reference). Here the registry is required.
const label = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const host = `(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])`;
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const nameAndTag = new RegExp(
  `^(${host}(?::[0-9]+)?)/(${component}(?:/${component})*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?$`,
);
/** The rest of a digest whose variable was empty. */
const headOfDigest = /^(?:sha(?:256|384|512):?)?$/;

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
  if (digest !== undefined && !isDigest(digest)) {
    throw new TaskError(headOfDigest.test(digest) ? 'DigestMissing' : 'DigestMalformed', [text]);
  }
  const match = nameAndTag.exec(at < 0 ? text : text.slice(0, at));
  if (match === null) throw new TaskError('ReferenceMalformed', [text]);
  const [, registry = '', repository = '', tag] = match;
  if (tag === undefined && digest === undefined) throw new TaskError('TagAndDigestMissing', [text]);
  return createReference({ registry, repository, tag, digest });
}

/** Makes a reference of its parts, which must be well-formed. It has a digest, a tag or both. */
export function createReference({ registry, repository, digest, tag }: ReferenceParts): Reference {
  const scope = `${registry}/${repository}`;
  const name = scope + (digest === undefined ? `:${tag ?? ''}` : `@${digest}`);
  return { registry, repository, digest, tag, scope, name };
}

/** The artifact with that digest in the repository of a reference, without a tag. */
export function withDigest(reference: Reference, digest: string): Reference {
  return createReference({ ...reference, digest, tag: undefined });
}

/** Names all references to the same artifact alike. Upper and lower case of the host do not matter. */
export function canonicalName(reference: Reference): string {
  return createReference({ ...reference, registry: reference.registry.toLowerCase() }).name;
}
