import type { Connection } from '../agent/serviceConnection';
import { TaskError } from '../errors';

/** How a service connection signs in to Azure. */
export type Scheme = 'ServicePrincipal' | 'WorkloadIdentityFederation' | 'ManagedServiceIdentity';

const schemes: readonly Scheme[] = [
  'ServicePrincipal',
  'WorkloadIdentityFederation',
  'ManagedServiceIdentity',
];

/**
 * The scheme of a connection.
 *
 * @param stated as the connection says it, in any case of letters
 * @throws TaskError ConnectionSchemeUnknown
 */
export function schemeOf(from: Connection, stated = from.scheme): Scheme {
  const known = schemes.find((scheme) => scheme.toLowerCase() === stated?.toLowerCase());
  if (known === undefined) throw new TaskError('ConnectionSchemeUnknown', [from.id, stated ?? '']);
  return known;
}
