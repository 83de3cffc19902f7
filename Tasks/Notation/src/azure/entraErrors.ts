import type { ErrorCode } from '../messages';

/**
 * Codes of Microsoft Entra ID whose remedies differ (Microsoft: "Microsoft Entra authentication and
 * authorization error codes"), and the words that Azure.Identity has for one of them.
 */
export const entraErrors: readonly (readonly [code: ErrorCode, words: RegExp])[] = [
  ['EntraSecretRejected', /AADSTS(?:7000215|7000222)\b/],
  ['EntraTenantUnknown', /AADSTS90002\b|not configured to acquire tokens for tenant/],
  ['EntraApplicationUnknown', /AADSTS700016\b/],
  ['EntraFederationMissing', /AADSTS(?:70021|70025|700211|700212|700213)\b/],
];

/** The code for what Microsoft Entra ID wrote; undefined for any other words. */
export function entraErrorOf(words: string): ErrorCode | undefined {
  return entraErrors.find(([, pattern]) => pattern.test(words))?.[0];
}
