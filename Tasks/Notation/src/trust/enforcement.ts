import type { PolicyStatement } from './policy';

/** The checks whose failures a preflight can predict. */
type Check = 'authenticity' | 'authenticTimestamp';

/** The checks that a level only logs (notation-go: verifier/trustpolicy). */
const logged: Readonly<Record<string, readonly Check[]>> = {
  permissive: ['authenticTimestamp'],
  audit: ['authenticity', 'authenticTimestamp'],
};

/** Whether a statement has the level `skip`, in any case of letters: it verifies nothing. */
export function isSkipped({ level }: PolicyStatement): boolean {
  return level.toLowerCase() === 'skip';
}

/** Whether a failed check fails the artifact. A statement may only log it. */
export function isEnforced({ level, override }: PolicyStatement, check: Check): boolean {
  const byLevel = logged[level]?.includes(check) === true ? 'log' : 'enforce';
  return (override.get(check) ?? byLevel) === 'enforce';
}
