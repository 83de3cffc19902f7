import type { ErrorCode } from '../messages';

/** The meaning of an error text. It selects a remedy and a retry, never a result. */
export interface ErrorPattern {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  /** Whether the failure is transient. An expression: only where the text matches it too. */
  readonly retryable: boolean | RegExp;
}

/**
 * Texts of Go programs for transient connection failures, on Linux, macOS and Windows (Go: net,
 * net/http, crypto/tls, golang.org/x/net/http2; Windows: winsock calls).
 */
const brokenConnection = anyOf(
  /connection (?:refused|reset|timed out|aborted)|broken pipe|operation timed out/,
  /no such host|server misbehaving|[Tt]emporary failure in name resolution/,
  /(?:network|host) is (?:unreachable|down)|no route to host/,
  /i\/o timeout|TLS handshake timeout|timeout awaiting response headers/,
  /context deadline exceeded|Client\.Timeout exceeded/,
  /use of closed network connection|server closed idle connection/,
  /http2: (?:server sent GOAWAY|client connection (?:lost|force closed))/,
  /stream error: stream ID \d+|unexpected EOF|: EOF$/,
  /\b(?:connectex|wsarecv|wsasend|getaddrinfow): /,
);

/** HTTP statuses of a busy or restarting server (RFC 9110, RFC 6585). */
const busyServer = /status code (?:408|429|502|503|504)\b/;

/** Go's texts for a failed TLS handshake, for any problem of the certificate. */
const refusedCertificate =
  /(?:^|[: ])(?:Head|Get|Post|Put|Patch|Delete) "https:[^"]*": .*(?:x509|tls): /;

/**
 * The answer of a registry (ORAS: errcode). The registry's own text follows the status; it can be any
 * text.
 */
const answerPatterns: readonly ErrorPattern[] = [
  row('RegistryRequiresTls', /Client sent an HTTP request to an HTTPS server/),
  row('RegistryRequiresTls', /HEAD "http:[^"]*": response status code 400: Bad Request$/),
  row('RegistryUnauthorized', /response status code 401/),
  row('RegistryForbidden', /response status code 403/),
  row('RegistryUnavailable', /response status code (?:408|429|5\d\d)/, busyServer),
];

const connectionPatterns: readonly ErrorPattern[] = [
  row('RegistryNotHttps', /server gave HTTP response to HTTPS client/),
  row('RegistryNotHttps', /first record does not look like a TLS handshake/),
  row('RegistryRequiresTls', /malformed HTTP response "\\x15\\x03/),
  row('RegistryUnauthorized', /credential required|credential not found/),
  row('RegistryUnavailable', brokenConnection, true),
];

/**
 * Texts about files and programs of this machine. A registry may use the same words after its status
 * code.
 */
const localPatterns: readonly ErrorPattern[] = [
  row('CredentialHelperFailed', /failed to resolve credential: /),
  row('DockerConfigUnreadable', /^failed to get credentials store: .*docker config file/),
  row(
    'DiskFull',
    /^(?!.*status code \d).*(?:no space left on device|disk quota exceeded|not enough space on the disk)/,
  ),
];

/**
 * Texts about the verification plugin of a signature (notation-go: verifier/verifier.go). They separate
 * verdicts of a plugin from failures of a plugin.
 */
const verificationPluginPatterns: readonly ErrorPattern[] = [
  row('VerificationPluginMissing', /error while locating the verification plugin/),
  row('IdentityNotTrusted', /trusted identi(?:fy|ty) verification by plugin "[^"]*" failed/),
  row(
    'CertificateRevoked',
    /revocation check by verification plugin "[^"]*" failed.*\brevoked\b/is,
  ),
  row('VerificationPluginFailed', /failed to verify with plugin /),
  row('VerificationPluginFailed', /by (?:verification )?plugin "[^"]*" failed/),
  row('VerificationPluginFailed', /was not processed by the verification plugin/),
];

/** How notation's timestamp errors begin at signing, for the certificate of any party. */
const signingTimestamp = row(
  'TimestampRefused',
  /^(?:failed to sign with the plugin \S+: )?timestamp: /,
  anyOf(busyServer, brokenConnection),
);

/** Texts of notation about signatures, certificates and the trust policy, in all releases since 1.0.0. */
const signaturePatterns: readonly ErrorPattern[] = [
  row('MetadataMissing', /unable to find specified metadata|required metadata .* is not present/),
  row('NotSigned', /no signature is associated with/),
  row('SignerNotTrusted', /does not contain any trusted certificate/),
  row('SignerNotTrusted', /not produced by a trusted signer/),
  row('IdentityNotTrusted', /does not match the X\.509 trusted identities/),
  row('SignatureSubjectMismatch', /content descriptor mismatch/),
  row('SignatureTampered', /signature is invalid|mismatched digest|mismatch digest/),
  row('TrustStoreNotFound', /trust store.* does not exist/),
  row('TrustStoreNotFound', /no x509 certificates were found in trust store/),
  row('TrustStoreNotFound', /no trusted certificates are found to verify authenticity/),
  row('TrustedCertificateRefused', /failed to (?:read|validate) the trusted certificate/),
  row('TrustedCertificateRefused', /trusted certificate \S+ in trust store \S+ .*is invalid/),
  row('TrustedCertificateRefused', /is not a CA certificate or self-signed/),
  row('NoApplicableStatement', /has no applicable (?:oci )?trust policy/),
  row('TrustPolicyRefused', /trust policy statement|trust policy document|malformed trust policy/),
  row('CertificateRevoked', / is revoked/),
  row('RevocationUnknown', /revocation status is unknown|revocation check failed/),
  row('SignatureExpired', /digital signature has expired/),
  // The root certificate of a timestamp authority, which is an input.
  row('TimestampRefused', /failed to check root certificate|certificate from .* is not a root/),
  row('TimestampRefused', /found more than one certificates from/),
  // Not within a path: an image can have that name.
  row('TimestampRefused', /(?:^|\s)timestamp/i),
  row('RegistryCertificateRefused', refusedCertificate),
  row('CertificateExpired', /is not valid anymore|was (?:invalid|not valid|expired) at/),
  row('CertificateExpired', /has expired|is expired|will be valid from/),
  row('TrustedCertificateRefused', /error while loading the trust store/),
  row('ArtifactNotFound', /failed to get manifest descriptor: .*: not found$/),
];

/** A program for another platform, or one that reports another name than its own. */
const startPatterns: readonly ErrorPattern[] = [
  row('PluginFailed', /fork\/exec .*notation-[^:]*: |executable (?:file )?name must be "/),
];

/** Texts of notation that do not come from a plugin, first match first. */
const notationPatterns: readonly ErrorPattern[] = [
  ...localPatterns,
  ...answerPatterns,
  ...signaturePatterns,
  ...connectionPatterns,
  row('RegistryCertificateRefused', /x509: |tls: /),
  ...startPatterns,
];

/** Texts that any signing plugin may print. The failure may concern its key service. */
const anyPluginPatterns: readonly ErrorPattern[] = [
  row('PluginFailed', /Status: (?:408|429|502|503|504)\b/, true),
  row('PluginFailed', /^/, anyOf(busyServer, brokenConnection)),
];

/** How the releases of notation introduce the text of a plugin. The codes are the error codes of plugins. */
const pluginSpoke = anyOf(
  /failed to sign with the plugin |plugin failed to sign with following error: /,
  /failed to execute the \S+ command|command failed: |response is not in JSON format/,
  /^(?:VALIDATION_ERROR|UNSUPPORTED_CONTRACT_VERSION|ACCESS_DENIED|TIMEOUT|THROTTLED|ERROR): /,
);

/**
 * How notation introduces its own text about the answer of a plugin (notation-go: signer/plugin.go;
 * notation-core-go: x509).
 */
const aboutPluginResult =
  /generated signature failed verification: |certificate with subject "[^"]*" was (?:invalid|not valid) at signing time/;

/**
 * Finds the first pattern that an error text matches.
 *
 * @param text the text of notation, or the text of a plugin that notation passes on
 * @param pluginPatterns the patterns of the step's plugin. A plugin's text is compared with these
 * patterns and with the patterns of any plugin, never with notation's own patterns
 * @returns undefined for a text that matches no pattern
 */
export function findPattern(
  text: string,
  pluginPatterns: readonly ErrorPattern[],
): ErrorPattern | undefined {
  const words = boundWords(text);
  const isPlugin = pluginSpoke.test(words) && !aboutPluginResult.test(words);
  const rest = isPlugin ? [...pluginPatterns, ...anyPluginPatterns] : notationPatterns;
  const all = [...verificationPluginPatterns, signingTimestamp, ...rest];
  return all.find(({ pattern }) => pattern.test(words));
}

/**
 * Characters at each end of an error that the patterns are matched with. A registry can make the text
 * long and the search slow.
 */
const MAX_SEARCHED_CHARACTERS = 4096;

/** The start and the end of a long text: the important parts are there. */
export function boundWords(text: string): string {
  if (text.length <= 2 * MAX_SEARCHED_CHARACTERS) return text;
  return text.slice(0, MAX_SEARCHED_CHARACTERS) + text.slice(-MAX_SEARCHED_CHARACTERS);
}

/** A row of such a table. */
export function row(
  code: ErrorCode,
  pattern: RegExp,
  retryable: boolean | RegExp = false,
): ErrorPattern {
  return { code, pattern, retryable };
}

/** Matches what one of the expressions matches. */
function anyOf(...expressions: readonly RegExp[]): RegExp {
  return new RegExp(expressions.map(({ source }) => source).join('|'));
}
