import { type Reference, formatReference, parseReference, scopeOf } from '../artifacts/reference';

/**
 * Whether a reference that notation stated is the artifact it was asked for: the same repository,
 * and the same digest where one was given.
 */
export function isSameArtifact(asked: Reference, stated: string): boolean {
  try {
    const answer = parseReference(stated);
    if (answer.digest === undefined || scopeOf(answer) !== scopeOf(asked)) return false;
    return asked.digest === undefined || formatReference(answer) === formatReference(asked);
  } catch {
    return false;
  }
}
