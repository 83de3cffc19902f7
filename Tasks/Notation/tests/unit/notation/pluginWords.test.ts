import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/messages';
import { classifyError, failureOfSignatures, isRetryable } from '../../../src/notation/errors';

describe('the words of plugins', () => {
  /** How each release begins what a plugin said of itself (notation 1.0.0, 1.1.0, 1.2.0 to main). */
  const beginnings = [
    'describe-key command failed: ERROR: ',
    'plugin failed to sign with following error: ACCESS_DENIED: ',
    'plugin failed to sign with following error: failed to execute the generate-envelope command for plugin p: ERROR: ',
    'failed to execute the describe-key command for plugin p: ERROR: ',
    'failed to sign with the plugin p: ',
    'failed to sign with the plugin p: plugin failed to sign with following error: ',
    'get-plugin-metadata command failed: ',
    'ACCESS_DENIED: ',
    'ERROR: response is not in JSON format. error: exit status 1, stderr: ',
  ];
  const words: [title: string, isRetried: boolean, text: string][] = [
    [
      'HashiCorp Vault that is down',
      true,
      'Put "http://127.0.0.1:9/v1/transit/sign/k/sha2-256": dial tcp 127.0.0.1:9: connect: connection refused',
    ],
    [
      'HashiCorp Vault with an authority that is not known',
      false,
      'Get "https://vault:8200/v1/secret/k": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ],
    [
      'HashiCorp Vault that refuses a token',
      false,
      'Error making API request. URL: GET https://vault:8200/v1/secret/k Code: 403. Errors: * permission denied',
    ],
    ['HashiCorp Vault that is sealed', false, 'Code: 503. Errors: * Vault is sealed'],
    [
      'OpenBao that is sealed, over several lines',
      false,
      'Error making API request.\n\nURL: GET http://127.0.0.1:8200/v1/transit/keys/k\nCode: 503. Errors:\n\n* Vault is sealed',
    ],
    [
      'OpenBao that refuses a token, over several lines',
      false,
      'Error making API request.\n\nURL: GET http://127.0.0.1:8200/v1/transit/keys/k\nCode: 403. Errors:\n\n* permission denied\n* invalid token',
    ],
    [
      'AWS Signer without credentials',
      false,
      'NoCredentialProviders: no valid providers in chain. Deprecated.',
    ],
    ['Venafi whose token has expired', false, 'error: token has expired; status code: 401'],
    [
      'Venafi that is down',
      true,
      'Post "https://tpp/vedhsm/api/sign": dial tcp: lookup tpp: no such host',
    ],
    [
      'Venafi with an authority that is not known',
      false,
      'Post "https://tpp/vedhsm/api/sign": x509: certificate signed by unknown authority',
    ],
    [
      'AWS Signer that forbids it',
      false,
      'AccessDeniedException: User: arn:aws:sts::1:x is not authorized to perform: signer:SignPayload status code: 403',
    ],
    ['a secret that is disabled', false, 'secret is disabled. Status: 403 (Forbidden)'],
    ['a service that is busy', true, 'Service request failed. Status: 503 (Service Unavailable)'],
    ['an answer that broke off', true, 'Get "https://vault/": unexpected EOF'],
    ['a revoked token', false, 'token is revoked; the digital signature has expired'],
  ];
  for (const [title, isRetried, text] of words) {
    for (const beginning of beginnings) {
      it(`F5 of ${title} are a plugin's, ${isRetried ? 'tried again' : 'once'}: ${beginning}`, () => {
        const error = beginning + text;
        assert.equal(classifyError(error, { fallback: 'SignFailed' }).code, 'PluginFailed');
        assert.equal(isRetryable(error), isRetried);
      });
    }
  }

  const verdicts: [code: ErrorCode, reason: string][] = [
    [
      'IdentityNotTrusted',
      'trusted identify verification by plugin "com.amazonaws.signer.notation.plugin" failed with reason "Signing publisher doesn\'t match any trusted identities"',
    ],
    [
      'IdentityNotTrusted',
      'trusted identity verification by plugin "p" failed with reason "it is revoked"',
    ],
    [
      'CertificateRevoked',
      'revocation check by verification plugin "com.amazonaws.signer.notation.plugin" failed with reason "Resource(s) [arn:aws:signer:us-east-1:1:/signing-profiles/p/v] have been revoked"',
    ],
  ];
  for (const [code, reason] of verdicts) {
    it(`F5 a verdict at verification is one: ${reason.slice(0, 90)}`, () => {
      const signatures = [{ digest: 'sha256:0', reason }];
      const failure = failureOfSignatures(signatures, { fallback: 'VerifyFailed' });
      assert.equal(failure.code, code);
    });
  }

  it('F5 are told from those of notation about what a plugin returned', () => {
    const text =
      'generated signature failed verification: certificate with subject "CN=a" was invalid at signing time of x';
    const error = `failed to sign with the plugin azure-kv: ${text}`;
    assert.equal(classifyError(error, { fallback: 'SignFailed' }).code, 'CertificateExpired');
  });
});
