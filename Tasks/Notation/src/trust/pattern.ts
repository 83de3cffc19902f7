import { parseReference } from '../artifacts/reference';

/** How a pattern ends; what stands before it, with the slash, begins each repository that it names. */
const END = '/*';

/** Whether a scope is a pattern, well-formed or not: it has a `*`, and is not the scope for all. */
export function isPattern(scope: string): boolean {
  return scope !== '*' && scope.includes('*');
}

/**
 * What each repository that a pattern names begins with: `registry.example/team/` for
 * `registry.example/team/*`.
 *
 * @returns undefined where the pattern is not `<registry>/*` or `<registry>/<repository>/*`: a `*` within
 *   a name or in the registry is none
 */
export function patternPrefix(scope: string): string | undefined {
  if (!scope.endsWith(END)) return undefined;
  const prefix = scope.slice(0, -1);
  // Any repository below it must be one by the grammar of references.
  return isReference(`${prefix}a:a`) ? prefix : undefined;
}

function isReference(text: string): boolean {
  try {
    parseReference(text);
    return true;
  } catch {
    return false;
  }
}
