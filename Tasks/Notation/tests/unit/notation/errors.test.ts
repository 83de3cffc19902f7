import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/messages';
import {
  type SignatureFailure,
  classifyError,
  failureOfSignatures,
} from '../../../src/notation/errors';

const image = `localhost:5000/app@sha256:${'a'.repeat(64)}`;
const get = `failed to get manifest descriptor: HEAD "https://r.example/v2/app/manifests/v1":`;

describe('classifyError', () => {
  const table: [code: ErrorCode, ...errors: string[]][] = [
    [
      'NotSigned',
      `signature verification failed: no signature is associated with "${image}", make sure`,
    ],
    [
      'NoApplicableStatement',
      `signature verification failed: artifact "${image}" has no applicable trust policy. x`,
      `signature verification failed: artifact "${image}" has no applicable trust policy statement. x`,
      `signature verification failed: artifact "${image}" has no applicable oci trust policy statement.`,
    ],
    [
      'VerificationPluginMissing',
      'error while locating the verification plugin "p", make sure the plugin is installed successfully',
    ],
    [
      'VerificationPluginFailed',
      'failed to verify with plugin p: failed to execute the verify-signature command: x',
      'revocation check by verification plugin "p" failed with reason "the service timed out"',
      'extended critical attribute "a" was not processed by the verification plugin "p" (all',
    ],
    [
      'TrustStoreNotFound',
      'the trust store "s" of type "ca" does not exist. Use command \'notation cert add\' to create',
      'no x509 certificates were found in trust store "s" of type "ca". Use command',
    ],
    [
      'TrustedCertificateRefused',
      'failed to read the trusted certificate README.md in trust store s: x509: malformed certificate',
      'failed to validate the trusted certificate leaf.crt in s: it is not a CA certificate or self-signed',
    ],
    [
      'RegistryUnauthorized',
      `${get} basic credential not found`,
      `${get} credential required for basic auth`,
      `${get} response status code 401: Unauthorized`,
    ],
    ['RegistryForbidden', `${get} response status code 403: Forbidden`],
    ['RegistryUnavailable', `${get} response status code 429: Too Many Requests`],
    [
      'RegistryUnavailable',
      `${get} response status code 503: x`,
      `${get} dial tcp: connection refused`,
    ],
    ['RegistryUnavailable', `${get} dial tcp: lookup r.example: no such host`, `${get} EOF`],
    ['RegistryNotHttps', `${get} http: server gave HTTP response to HTTPS client`],
    [
      'RegistryCertificateRefused',
      `${get} tls: failed to verify certificate: x509: unknown authority`,
    ],
    ['ArtifactNotFound', `failed to get manifest descriptor: ${image}: not found`],
    ['PluginFailed', 'failed to sign with the plugin azure-kv: key not found'],
    ['PluginFailed', 'failed to execute the describe-key command for plugin p: ACCESS_DENIED: x'],
    ['PluginFailed', 'describe-key command failed: VALIDATION_ERROR: x'],
    ['TimestampRefused', 'timestamp: Post "http://tsa": dial tcp 1.2.3.4:80: connection refused'],
    [
      'TimestampRefused',
      'failed to sign with the plugin p: timestamp: Post "http://tsa": dial tcp: x',
    ],
    [
      // Of its certificate, whatever is wrong with it: it is not the signer's.
      'TimestampRefused',
      'failed to sign with the plugin p: timestamp: failed to validate the revocation status of timestamping certificate chain with error: timestamping certificate with subject "CN=t" revocation status is unknown',
      'timestamp: failed to validate the revocation status of timestamping certificate chain with error: timestamping certificate with subject "CN=t" is revoked',
      'failed to sign with the plugin p: timestamp: failed to verify signed token: x509: certificate has expired or is not yet valid',
    ],
    [
      'PluginFailed',
      'fork/exec /t/config/notation/plugins/p/notation-p: exec format error',
      'failed to sign with the plugin p: fork/exec /t/plugins/p/notation-p: permission denied',
      'executable name must be "notation-p" instead of "notation-q"',
      'plugin executable file name must be "notation-p" instead of "notation-q"',
    ],
    [
      'TrustStoreNotFound',
      'no trusted certificates are found to verify authenticity',
      'error while loading the trust store, the trust store "s" of type "ca" does not exist',
    ],
    [
      'TrustedCertificateRefused',
      'error while loading the trust store, x509: malformed certificate',
    ],
    [
      'RegistryUnavailable',
      `failed to push signature to registry with error: POST "http://r/v2/a/blobs/uploads/": response status code 502`,
      `failed to push signature to registry with error: PUT "http://r/v2/a/manifests/sha256:1": response status code 503`,
    ],
    ['SignFailed', 'something else', '', "invalid character 'b' looking for beginning of value"],
    [
      'IdentityNotTrusted',
      'trusted identify verification by plugin "p" failed with reason "the account is another"',
    ],
  ];
  for (const [code, ...errors] of table) {
    for (const error of errors) {
      it(`G8 takes '${error.slice(0, 70)}' for ${code}`, () => {
        const { code: found, reason } = classifyError(error, { fallback: 'SignFailed' });
        assert.deepEqual([found, reason], [code, error]);
      });
    }
  }

  it('G8 takes the revocation of a signature’s own timestamp for what it is', () => {
    const error = 'timestamping certificate with subject "CN=t" revocation status is unknown';
    assert.equal(classifyError(error, { fallback: 'VerifyFailed' }).code, 'RevocationUnknown');
  });

  it('G7 tells in a few words what the registry answered, or how the words begin', () => {
    const briefOf = (error: string): string =>
      classifyError(error, { fallback: 'SignFailed' }).brief;
    assert.equal(briefOf(`${get} response status code 403: denied: no`), 'status 403');
    assert.equal(briefOf('something else'), 'something else');
    assert(briefOf('word '.repeat(1000)).length <= 201);
    const push =
      'failed to push signature to registry with error: PUT "http://r/v2/a/manifests/x":';
    assert.match(briefOf(`${push} response status code 500`), /^status 500; whether .* inspect/);
  });

  it('G8 does not take the name of an image for a reason', () => {
    const error = `failed to get manifest descriptor: HEAD "https://r/v2/timestamp-proxy/x": response status code 401`;
    assert.equal(classifyError(error, { fallback: 'SignFailed' }).code, 'RegistryUnauthorized');
  });

  it('G8 does not take the words that a registry adds to its answer for a reason', () => {
    const error = `${get} response status code 401: unauthorized: the token has expired`;
    assert.equal(classifyError(error, { fallback: 'SignFailed' }).code, 'RegistryUnauthorized');
  });

  const reasons: [code: ErrorCode, ...reasons: string[]][] = [
    [
      'SignerNotTrusted',
      "the signature's certificate chain does not contain any trusted certificate",
    ],
    ['SignerNotTrusted', 'signature is not produced by a trusted signer'],
    ['SignatureSubjectMismatch', 'content descriptor mismatch'],
    ['CertificateRevoked', 'signing certificate with subject "CN=a" is revoked'],
    ['SignatureExpired', 'digital signature has expired on "Fri, 02 Jan 2026"'],
    ['VerifyFailed', 'unheard of'],
  ];
  const digests = Array.from({ length: 7 }, (_, index) => `sha256:${index}`);
  for (const [code, reason] of reasons) {
    it(`G8 takes a signature that failed as '${reason}' for ${code}`, () => {
      const signatures = [{ digest: 'sha256:0', reason: reason ?? '' }];
      const failure = failureOfSignatures(signatures, { fallback: 'VerifyFailed' });
      assert.equal(failure.code, code);
      assert.equal(failure.reason, `sha256:0: ${reason}`);
    });
  }

  it('G8 tells each signature by its digest, where they failed for different reasons', () => {
    const told = ['content descriptor mismatch', 'signature is not produced by a trusted signer'];
    const signatures = told.map((reason, index) => ({ digest: digests[index] ?? '', reason }));
    const failure = failureOfSignatures(signatures, { fallback: 'VerifyFailed' });
    const { code, brief, reason } = failure;
    assert.equal(code, 'NoSignatureVerified');
    assert.equal(brief, 'sha256:0 SignatureSubjectMismatch; sha256:1 SignerNotTrusted');
    for (const { digest, reason: why } of signatures) assert(reason.includes(`${digest}: ${why}`));
  });

  it('G8 takes a signature that was left out for what it was left out for, whatever its reason says', () => {
    const reason = 'content descriptor mismatch';
    const leftOut = { digest: 'sha256:0', reason, code: 'SignatureUnreadable' } as const;
    const failed = { digest: 'sha256:1', reason };
    const codeOf = (...all: SignatureFailure[]): ErrorCode =>
      failureOfSignatures(all, { fallback: 'VerifyFailed' }).code;
    assert.equal(codeOf(leftOut), 'SignatureUnreadable');
    assert.equal(codeOf(leftOut, { ...leftOut, digest: 'sha256:2' }), 'SignatureUnreadable');
    assert.equal(codeOf(leftOut, failed), 'NoSignatureVerified');
    assert.equal(codeOf(failed), 'SignatureSubjectMismatch');
  });

  it('G8 counts signatures beyond the fifth', () => {
    const signatures = digests.map((digest) => ({ digest, reason: 'content descriptor mismatch' }));
    const { code, reason } = failureOfSignatures(signatures, { fallback: 'VerifyFailed' });
    assert.equal(code, 'SignatureSubjectMismatch');
    assert(reason.includes('sha256:4') && !reason.includes('sha256:5'), reason);
    assert.match(reason, /\b2 more/);
  });
});
