import type { ErrorCode } from '../messages';

/** Why notation failed: a code, and the words that notation has for it. */
export interface Failure {
  readonly code: ErrorCode;
  readonly reason: string;
}

/** A signature that was tried and did not pass. */
export interface SignatureFailure {
  readonly digest: string;
  readonly reason: string;
}

/** More signatures than these are counted, not told, in an error. */
const TOLD = 5;

/** How notation begins what a plugin said, in its releases. */
const pluginSpoke =
  /failed to sign with the plugin|failed to execute the .* command|command failed: /;

/**
 * What notation's words mean, first match first. The words of all releases since 1.0.0 stand here;
 * what follows from a match is only a remedy, never a result, for a registry has a say in them.
 */
const meanings: readonly (readonly [words: RegExp, code: ErrorCode])[] = [
  [/unable to find specified metadata|required metadata .* is not present/, 'MetadataMissing'],
  [/no signature is associated with/, 'NotSigned'],
  [/does not contain any trusted certificate/, 'SignerNotTrusted'],
  [/not produced by a trusted signer/, 'SignerNotTrusted'],
  [/does not match the X\.509 trusted identities/, 'IdentityNotTrusted'],
  [/content descriptor mismatch/, 'SignatureOfAnother'],
  [/signature is invalid|mismatched digest|mismatch digest/, 'SignatureTampered'],
  [/trust store.* does not exist/, 'TrustStoreNotFound'],
  [/no x509 certificates were found in trust store/, 'TrustStoreNotFound'],
  [/failed to (?:read|validate) the trusted certificate/, 'TrustedCertificateRefused'],
  [/trusted certificate \S+ in trust store \S+ .*is invalid/, 'TrustedCertificateRefused'],
  [/is not a CA certificate or self-signed/, 'TrustedCertificateRefused'],
  [/has no applicable (?:oci )?trust policy/, 'NoApplicableStatement'],
  [/trust policy statement|trust policy document|malformed trust policy/, 'TrustPolicyRefused'],
  [/ is revoked/, 'CertificateRevoked'],
  [/revocation status is unknown|revocation check failed/, 'RevocationUnknown'],
  [/digital signature has expired/, 'SignatureExpired'],
  // Of the authority's root: the inputs are to blame, no connection.
  [/failed to check root certificate|certificate from .* is not a root/, 'TimestampRefused'],
  [/found more than one certificates from/, 'TimestampRefused'],
  [/(?:^|\s)timestamp/i, 'TimestampRefused'], // not within a path: an image may be called so
  [
    /is not valid anymore|was (?:invalid|not valid|expired) at|has expired|is expired|will be valid from/,
    'CertificateExpired',
  ],
  [/server gave HTTP response to HTTPS client/, 'RegistryWithoutTls'],
  [/x509: |tls: /, 'RegistryCertificateRefused'],
  [/status code 401|credential required|credential not found/, 'RegistryUnauthorized'],
  [/status code 403/, 'RegistryForbidden'],
  [/failed to get manifest descriptor: .*: not found$/, 'ArtifactNotFound'],
  [/status code (?:408|429|5\d\d)/, 'RegistryUnavailable'],
  [/connection refused|connection reset|no such host|i\/o timeout|: EOF$/, 'RegistryUnavailable'],
  [pluginSpoke, 'PluginFailed'],
];

/**
 * What the words of signing plugins mean, first match first: those of their services (Microsoft
 * Entra ID, Azure Key Vault, Azure Artifact Signing), whose libraries hand them on.
 */
const pluginMeanings: typeof meanings = [
  [/AADSTS\d+|AKV1\d{4}/, 'AzureSignInFailed'],
  [/Credential:? authentication (?:failed|unavailable)/i, 'AzureSignInFailed'],
  [/Credential failed to retrieve a token/, 'AzureSignInFailed'],
  [/Client address is not authorized|ForbiddenByFirewall/, 'KeyVaultFirewall'],
  [/Public network access is disabled|ForbiddenByConnection/, 'KeyVaultFirewall'],
  [/does not have (?:keys|secrets|certificates) \w+ permission/, 'KeyVaultForbidden'],
  [/Caller is not authorized to perform action|ForbiddenByRbac/, 'KeyVaultForbidden'],
  [/Status: 403/, 'ArtifactSigningForbidden'],
];

/**
 * Why notation failed with an artifact.
 *
 * @param error what it printed as its error
 * @param signatures those that its log says did not pass
 * @param otherwise the code of what has no other meaning
 */
export function explainFailure(
  error: string,
  signatures: readonly SignatureFailure[],
  otherwise: ErrorCode,
): Failure {
  if (signatures.length === 0) return { code: meaningOf(error) ?? otherwise, reason: error };
  const codes = new Set(signatures.map(({ reason }) => meaningOf(reason) ?? otherwise));
  const [code] = codes;
  return {
    code: codes.size === 1 && code !== undefined ? code : 'NoSignatureVerified',
    reason: tell(signatures),
  };
}

/** What passes by itself: a registry under load, restarting, or out of reach for a moment. */
const transient =
  /status code (?:408|429|502|503|504)|connection refused|connection reset|no such host|: EOF$/;

/** Whether notation's error may be gone when it is run again. */
export function isTransient(error: string): boolean {
  return transient.test(error);
}

function meaningOf(words: string): ErrorCode | undefined {
  const all = pluginSpoke.test(words) ? [...pluginMeanings, ...meanings] : meanings;
  return all.find(([pattern]) => pattern.test(words))?.[1];
}

function tell(signatures: readonly SignatureFailure[]): string {
  const told = signatures.slice(0, TOLD).map(({ digest, reason }) => `${digest}: ${reason}`);
  const more = signatures.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more signatures, in the log`] : [])].join('; ');
}
