import { type Reference, canonicalName, parseReference } from '../artifacts/reference';

/**
 * Whether a reference that notation stated is the artifact it was asked for: the same repository,
 * and the same digest where one was given.
 */
export function isSameArtifact(asked: Reference, stated: string): boolean {
  try {
    const answer = parseReference(stated);
    if (answer.digest === undefined) return false;
    const { digest = answer.digest } = asked;
    return canonicalName(answer) === canonicalName({ ...asked, digest });
  } catch {
    return false;
  }
}
