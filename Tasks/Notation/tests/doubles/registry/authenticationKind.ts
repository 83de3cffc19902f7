import type { Credentials } from './credentials';

export type Action = 'pull' | 'push' | 'delete';

/** Tells what a known user may do where; everything, unless given. */
export type Permits = (repository: string, action: Action) => boolean;

export interface BasicAuthentication extends Credentials {
  kind: 'basic';
  permits?: Permits;
}

/** Tokens as distribution issues them (`/token`), or as Azure Container Registry does (`/oauth2/*`). */
export interface BearerAuthentication extends Partial<Credentials> {
  kind: 'bearer';
  permits?: Permits;
  /** Refresh tokens (docker's identity tokens) taken beside those that were exchanged. */
  refreshTokens?: readonly string[];
  /** Judges the Microsoft Entra access token sent to `/oauth2/exchange`; there is no such endpoint unless given. */
  acceptsAccessToken?: (accessToken: string, tenant: string | null) => boolean | Promise<boolean>;
}

/** How a registry demands a login. */
export type Authentication = { kind: 'none' } | BasicAuthentication | BearerAuthentication;
