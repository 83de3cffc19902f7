import type { Challenge } from './challenge';
import { parseChallenge } from './challenge';
import { type Credential, basicAuthorization } from './credential';
import { RegistryFailure } from './failure';
import type { TokenStore } from './tokens';

/** Creates the Authorization headers for one registry, as its challenge demands. */
export interface Authenticator {
  /** The header for a scope; undefined before the registry's first challenge. */
  authorize(scope: string): Promise<string | undefined>;
  /**
   * Creates the header after an answer of status 401.
   *
   * @param challenge the WWW-Authenticate header of that answer
   * @param refused the header that the registry refused, if one was sent
   * @throws RegistryFailure `unauthorized` where there is no other header to send
   */
  answer(challenge: string | undefined, scope: string, refused?: string): Promise<string>;
}

/** @param host the registry's host, for errors */
export function createAuthenticator(
  host: string,
  findCredential: () => Promise<Credential | undefined>,
  tokens: TokenStore,
): Authenticator {
  let known: Challenge | undefined;
  const headerFor = async (
    challenge: Challenge,
    scope: string,
    refused?: string,
  ): Promise<string> => {
    const credential = await findCredential();
    if (challenge.scheme === 'bearer') {
      if (credential?.kind === 'registryToken') return `Bearer ${credential.token}`;
      return `Bearer ${await tokens.get(challenge, scope, refused?.replace(/^Bearer /, ''))}`;
    }
    if (credential?.kind === 'password') {
      return basicAuthorization(credential.username, credential.password);
    }
    const has = credential === undefined ? 'no login' : 'no user and password';
    throw new RegistryFailure('unauthorized', `${host} wants a login, and there is ${has} for it`);
  };
  return {
    authorize: async (scope) => (known === undefined ? undefined : headerFor(known, scope)),
    answer: async (challenge, scope, refused) => {
      const parsed = parseChallenge(challenge);
      if (parsed === undefined) {
        const reason = `${host} wants a login (status 401), but not by Basic or Bearer`;
        throw new RegistryFailure('unauthorized', reason);
      }
      known = parsed;
      const header = await headerFor(parsed, scope, refused);
      if (header !== refused) return header;
      throw new RegistryFailure('unauthorized', `${host} does not accept the login (status 401)`);
    },
  };
}
