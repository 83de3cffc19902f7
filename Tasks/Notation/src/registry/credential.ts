import { maskBasicAuth, maskSecret } from '../agent/secret';

/** A credential for a registry or its token service. */
export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** A refresh token (grant `refresh_token`); docker calls it an identity token. */
  | { readonly kind: 'identityToken'; readonly token: string }
  /** A token that is sent to the registry unchanged. */
  | { readonly kind: 'registryToken'; readonly token: string };

/** Has the agent mask a credential, in each form in which it is sent. */
export function maskCredential(credential: Credential): Credential {
  if (credential.kind === 'password') maskBasicAuth(credential.username, credential.password);
  else maskSecret(credential.token);
  return credential;
}

/** The Authorization header for a user and a password (RFC 7617). */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
