import { entraErrors } from '../azure/entraErrors';
import { type ErrorPattern, row } from '../notation/errorPatterns';

/**
 * Error patterns of Microsoft Entra ID and of its client libraries (Azure.Identity). Every plugin for
 * an Azure service passes these errors on.
 */
export const entraPatterns: readonly ErrorPattern[] = [
  ...entraErrors.map(([code, words]) => row(code, words)),
  row('AzureSignInFailed', /AADSTS\d+|AKV1\d{4}/),
  row('AzureSignInFailed', /Credential:? authentication (?:failed|unavailable)/i),
  row('AzureSignInFailed', /Credential failed to retrieve a token/),
];
