import type { Credential } from './credential';

/**
 * The variables that pass a login to notation for its push (notation: NOTATION_USERNAME and
 * NOTATION_PASSWORD; a password without a user is an identity token). With these variables notation
 * calls no credential helper. A registry token has no variable: notation reads it from a docker
 * configuration.
 *
 * @param credential of the artifact's registry; undefined: no login
 */
export function notationLogin(
  credential: Credential | undefined,
): Readonly<Record<string, string | undefined>> {
  switch (credential?.kind) {
    case 'password':
      return {
        ...{ NOTATION_USERNAME: credential.username, NOTATION_PASSWORD: credential.password },
      };
    case 'identityToken':
      return { NOTATION_USERNAME: undefined, NOTATION_PASSWORD: credential.token };
    default:
      return {};
  }
}
