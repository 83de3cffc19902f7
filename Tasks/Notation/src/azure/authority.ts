import type { Connection } from '../agent/connection';

/** Where each cloud's identities sign in; the public one is every library's default. */
const authorities: Readonly<Record<string, string>> = {
  azureusgovernment: 'https://login.microsoftonline.us/',
  azurechinacloud: 'https://login.chinacloudapi.cn/',
};

export const PUBLIC_AUTHORITY = 'https://login.microsoftonline.com/';

/**
 * The authority host of a service connection: the one that it names, else that of its cloud.
 *
 * @returns undefined for the public cloud
 */
export function authorityOf(connection: Connection): string | undefined {
  const named =
    connection.data('environmentAuthorityUrl') ?? connection.data('activeDirectoryAuthority');
  if (named?.startsWith('https://') === true && named !== PUBLIC_AUTHORITY) return named;
  return authorities[(connection.data('environment') ?? '').toLowerCase()];
}
