import type { PolicyStatement } from './policy';

/** The checks whose failures a preflight can foresee. */
type Check = 'authenticity' | 'authenticTimestamp';

/** The checks that only log at a level (notation-go: verifier/trustpolicy). */
const logged: Readonly<Record<string, readonly Check[]>> = {
  permissive: ['authenticTimestamp'],
  audit: ['authenticity', 'authenticTimestamp'],
};

/** Whether a statement fails an artifact for a check, in place of logging that it failed. */
export function isEnforced({ level, override }: PolicyStatement, check: Check): boolean {
  const byLevel = logged[level]?.includes(check) === true ? 'log' : 'enforce';
  return (override.get(check) ?? byLevel) === 'enforce';
}
