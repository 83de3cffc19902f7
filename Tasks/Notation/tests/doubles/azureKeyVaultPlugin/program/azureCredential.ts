import {
  AzureCliCredential,
  DefaultAzureCredential,
  EnvironmentCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import { ValidationFailure } from './failure';
import { isSince } from './settings';

/** No token is asked for twice: each test must see how often it was asked for. */
const types = new Map<string, () => TokenCredential>([
  ['environment', () => new EnvironmentCredential()],
  ['workloadid', () => new WorkloadIdentityCredential()],
  ['managedid', () => new ManagedIdentityCredential()],
  ['azurecli', () => new AzureCliCredential()],
]);

/**
 * The credential of the official library that a `credential_type` stands for; versions before 1.1.0
 * do not know the setting (notation-azure-kv: Credentials.cs).
 * @throws ValidationFailure when there is no such type
 */
export function credentialOf(type: string | undefined): TokenCredential {
  if (type === undefined || !isSince('1.1.0')) return new DefaultAzureCredential();
  const create = types.get(type.toLowerCase());
  if (create === undefined) {
    throw new ValidationFailure(`Invalid credential type: ${type.toLowerCase()}`);
  }
  return create();
}
