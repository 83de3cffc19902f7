import { entraErrors } from '../azure/entraErrors';
import { type ErrorPattern, row } from '../notation/errorPatterns';

/**
 * Words of Microsoft Entra ID and of the libraries that ask it for tokens (Azure.Identity), which
 * every plugin for a service of Azure hands on.
 */
export const entraPatterns: readonly ErrorPattern[] = [
  ...entraErrors.map(([code, words]) => row(code, words)),
  row('AzureSignInFailed', /AADSTS\d+|AKV1\d{4}/),
  row('AzureSignInFailed', /Credential:? authentication (?:failed|unavailable)/i),
  row('AzureSignInFailed', /Credential failed to retrieve a token/),
];
