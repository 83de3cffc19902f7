import { maskBasicAuth, maskSecret } from '../agent/secret';

/** What a registry, or its token service, is logged in to with. */
export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** Exchanged for tokens by the grant `refresh_token`; docker calls it an identity token. */
  | { readonly kind: 'identityToken'; readonly token: string }
  /** Sent to the registry as it is. */
  | { readonly kind: 'registryToken'; readonly token: string };

/** Has the agent mask a credential in each form in which it is sent. */
export function maskCredential(credential: Credential): Credential {
  if (credential.kind === 'password') maskBasicAuth(credential.username, credential.password);
  else maskSecret(credential.token);
  return credential;
}

/** The header Authorization of a user and a password (RFC 7617). */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
