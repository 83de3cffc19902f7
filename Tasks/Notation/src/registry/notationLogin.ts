import type { Credential } from './credential';

/**
 * What notation's environment must hold to use a login for its push (notation: NOTATION_USERNAME and
 * NOTATION_PASSWORD; a password without a user is an identity token). notation then asks no credential
 * helper of its own. A registry token can be passed in a docker configuration alone: notation reads it
 * there.
 *
 * @param credential of the artifact's registry; undefined: none
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
