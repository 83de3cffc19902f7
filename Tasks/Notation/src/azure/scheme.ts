import type { Connection } from '../agent/serviceConnection';
import { TaskError } from '../errors';

/** The sign-in scheme of a service connection. */
export type Scheme = 'ServicePrincipal' | 'WorkloadIdentityFederation' | 'ManagedServiceIdentity';

const schemes: readonly Scheme[] = [
  'ServicePrincipal',
  'WorkloadIdentityFederation',
  'ManagedServiceIdentity',
];

/**
 * Reads the scheme of a connection.
 *
 * @param stated the scheme in the connection, in any letter case
 * @throws TaskError ConnectionSchemeUnknown
 */
export function schemeOf(from: Connection, stated = from.scheme): Scheme {
  const known = schemes.find((scheme) => scheme.toLowerCase() === stated?.toLowerCase());
  if (known === undefined) throw new TaskError('ConnectionSchemeUnknown', [from.id, stated ?? '']);
  return known;
}
