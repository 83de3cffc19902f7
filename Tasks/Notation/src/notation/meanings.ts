import type { ErrorCode } from '../messages';

/** How notation begins what a plugin said, in its releases. */
const pluginSpoke =
  /failed to sign with the plugin|failed to execute the .* command|command failed: /;

/**
 * What notation's words mean, first match first. The words of all releases since 1.0.0 stand here;
 * what follows from a match is only a remedy, never a result, for a registry has a say in them.
 */
const meanings: readonly (readonly [words: RegExp, code: ErrorCode])[] = [
  // So begins what goes wrong with a timestamp at signing, whatever it is: the authority's
  // certificate, too, may be revoked, expired, or of unknown revocation.
  [/(?:^|: )timestamp: /, 'TimestampRefused'],
  [/error while locating the verification plugin/, 'VerificationPluginMissing'],
  [
    /failed to verify with plugin |by (?:verification )?plugin "[^"]*" failed/,
    'VerificationPluginFailed',
  ],
  [/unable to find specified metadata|required metadata .* is not present/, 'MetadataMissing'],
  [/no signature is associated with/, 'NotSigned'],
  [/does not contain any trusted certificate/, 'SignerNotTrusted'],
  [/not produced by a trusted signer/, 'SignerNotTrusted'],
  [/does not match the X\.509 trusted identities/, 'IdentityNotTrusted'],
  [/content descriptor mismatch/, 'SignatureSubjectMismatch'],
  [/signature is invalid|mismatched digest|mismatch digest/, 'SignatureTampered'],
  [/trust store.* does not exist/, 'TrustStoreNotFound'],
  [/no x509 certificates were found in trust store/, 'TrustStoreNotFound'],
  [/no trusted certificates are found to verify authenticity/, 'TrustStoreNotFound'],
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
  [/server gave HTTP response to HTTPS client/, 'RegistryNotHttps'],
  [/error while loading the trust store/, 'TrustedCertificateRefused'],
  [/x509: |tls: /, 'RegistryCertificateRefused'],
  [/status code 401|credential required|credential not found/, 'RegistryUnauthorized'],
  [/status code 403/, 'RegistryForbidden'],
  [/failed to get manifest descriptor: .*: not found$/, 'ArtifactNotFound'],
  [/status code (?:408|429|5\d\d)/, 'RegistryUnavailable'],
  [/connection refused|connection reset|no such host|i\/o timeout|: EOF$/, 'RegistryUnavailable'],
  // A program for another platform, or under another name than it reports itself.
  [/fork\/exec .*notation-[^:]*: |executable (?:file )?name must be "/, 'PluginFailed'],
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

/** The code that says most precisely what notation's words mean; undefined for words that are not known. */
export function meaningOf(words: string): ErrorCode | undefined {
  const all = pluginSpoke.test(words) ? [...pluginMeanings, ...meanings] : meanings;
  return all.find(([pattern]) => pattern.test(words))?.[1];
}
