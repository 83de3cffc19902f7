import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/messages';
import { classifyError, isRetryable } from '../../../src/notation/errors';

const get = `failed to get manifest descriptor: HEAD "https://r.example/v2/app/manifests/v1":`;

describe('what is local', () => {
  const helper = (words: string): string => `${get} failed to resolve credential: ${words}`;
  const table: [code: ErrorCode, error: string][] = [
    [
      'DockerConfigUnreadable',
      'failed to get credentials store: failed to create credential store from docker config file: failed to decode config file at /h/.docker/config.json: invalid config format: EOF',
    ],
    [
      'DockerConfigUnreadable',
      'failed to get credentials store: failed to create credential store from docker config file: failed to decode config file at /h/.docker/config.json: invalid config format: unexpected EOF',
    ],
    [
      'CredentialHelperFailed',
      helper('exec: "docker-credential-x": executable file not found in $PATH'),
    ],
    ['CredentialHelperFailed', helper('error: Cannot autolaunch D-Bus without X11 $DISPLAY')],
    ['CredentialHelperFailed', helper('gpg: decryption failed: No secret key')],
    ['CredentialHelperFailed', helper('Post "https://sts": dial tcp: connection refused')],
    ['DiskFull', 'failed to create file: write /t/x: no space left on device'],
    ['DiskFull', 'write C:\\t\\x: There is not enough space on the disk.'],
  ];
  for (const [code, error] of table) {
    it(`F6 is not the registry's, nor tried again: ${error.slice(-70)}`, () => {
      assert.equal(classifyError(error, { fallback: 'SignFailed' }).code, code);
      assert.equal(isRetryable(error), false);
    });
  }

  it('F10 the disk of a registry is its own', () => {
    const error = `${get} response status code 500: x: no space left on device`;
    assert.equal(classifyError(error, { fallback: 'SignFailed' }).code, 'RegistryUnavailable');
  });
});

describe('what passes by itself', () => {
  const words = [
    'dial tcp 1.2.3.4:443: connect: connection refused',
    'read tcp 1.2.3.4:443: read: connection reset by peer',
    'dial tcp: lookup r.example: no such host',
    'dial tcp: lookup r.example on 1.1.1.1:53: server misbehaving',
    'dial tcp: lookup r.example: Temporary failure in name resolution',
    'dial tcp: lookup r.example on 1.1.1.1:53: read udp 1.2.3.4:1->1.1.1.1:53: i/o timeout',
    'net/http: TLS handshake timeout',
    'dial tcp 1.2.3.4:443: connect: network is unreachable',
    'dial tcp 1.2.3.4:443: connect: no route to host',
    'dial tcp 1.2.3.4:443: connect: connection timed out',
    'dial tcp 1.2.3.4:443: connect: operation timed out',
    'write tcp 1.2.3.4:443: write: broken pipe',
    'context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    'http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=NO_ERROR, debug=""',
    'stream error: stream ID 3; INTERNAL_ERROR; received from peer',
    'http2: client connection lost',
    'unexpected EOF',
    'EOF',
    'dial tcp 1.2.3.4:443: connectex: No connection could be made because the target machine actively refused it.',
    'read tcp 1.2.3.4:443: wsarecv: An existing connection was forcibly closed by the remote host.',
    'write tcp 1.2.3.4:443: wsasend: An established connection was aborted by the software in your host machine.',
    'dial tcp: lookup r.example: getaddrinfow: This is usually a temporary error during hostname resolution and means that the local server did not receive a response from an authoritative server.',
  ];
  const beginnings = [
    'failed to get manifest descriptor: Head "https://r.example/v2/app/manifests/v1": ',
    'signature verification failed: unable to retrieve digital signature with digest "sha256:1" associated with "r.example/app@sha256:2" from the Repository, error : ',
    'unable to fetch signature sha256:1: ',
  ];
  for (const one of words) {
    for (const beginning of beginnings) {
      it(`F6 is the network's, and tried again: ${beginning.slice(0, 30)}… ${one}`, () => {
        const { code } = classifyError(beginning + one, { fallback: 'SignaturePluginRefused' });
        assert.equal(code, 'RegistryUnavailable');
        assert.equal(isRetryable(beginning + one), true);
      });
    }
  }

  it('F6 the timestamp authority, too', () => {
    const error =
      'failed to sign with the plugin p: timestamp: Post "http://tsa": dial tcp: i/o timeout';
    assert.equal(isRetryable(error), true);
    assert.equal(
      isRetryable('timestamp: timestamping certificate with subject "a" is revoked'),
      false,
    );
  });

  it('F6 not an expired TLS certificate, which is the registry’s', () => {
    const error = `failed to get manifest descriptor: Head "https://r.example/v2/": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time a is after b`;
    const { code } = classifyError(error, { fallback: 'VerifyFailed' });
    assert.equal(code, 'RegistryCertificateRefused');
    assert.equal(isRetryable(error), false);
  });

  it('F10 plain HTTP at a port that expects TLS is told as that', () => {
    const error = `failed to get manifest descriptor: HEAD "http://localhost:5000/v2/a/manifests/v1": response status code 400: Bad Request`;
    const { code } = classifyError(error, { fallback: 'VerifyFailed' });
    assert.equal(code, 'RegistryRequiresTls');
  });
});

describe('isRetryable', () => {
  const manifest = 'PUT "https://r.example/v2/app/manifests/sha256:1":';
  const piece = 'PUT "https://r.example/v2/app/blobs/uploads/1?…":';
  const push = 'failed to push signature to registry with error:';
  const table: [error: string, isRepeated: boolean, isInDoubt: boolean][] = [
    [`${get} response status code 429: x`, true, false],
    [`${get} response status code 502: x`, true, false],
    [`${get} dial tcp: lookup r.example: no such host`, true, false],
    [`${get} read: connection reset by peer`, true, false],
    [`${get} EOF`, true, false],
    [`${get} response status code 500: x`, false, false],
    [`${get} response status code 404: x`, false, false],
    // What was refused for sure, or is nothing without the manifest.
    [`${push} ${manifest} response status code 429: x`, true, false],
    [`${push} ${manifest} response status code 503: x`, true, false],
    [`${push} ${manifest} dial tcp 1.2.3.4:443: connect: connection refused`, true, false],
    [`${push} ${manifest} dial tcp: lookup r.example: no such host`, true, false],
    [`${push} ${piece} response status code 502: x`, true, false],
    [`${push} ${piece} EOF`, true, false],
    [`${push} ${manifest} response status code 403: x`, false, false],
    // What may have been stored.
    [`${push} ${manifest} response status code 408: x`, false, true],
    [`${push} ${manifest} response status code 500: x`, false, true],
    [`${push} ${manifest} response status code 502: x`, false, true],
    [`${push} ${manifest} response status code 504: x`, false, true],
    [`${push} ${manifest} read: connection reset by peer`, false, true],
    [`${push} ${manifest} EOF`, false, true],
    [`${push} ${manifest} unexpected EOF`, false, true],
    [
      `${push} ${manifest} wsarecv: An existing connection was forcibly closed by the remote host.`,
      false,
      true,
    ],
    [`${push} ${manifest} http2: server sent GOAWAY`, false, true],
    [`${push} ${manifest} dial tcp: connectex: No connection could be made`, true, false],
    [`${push} ${manifest} response status code 502: x: upstream: connection refused`, false, true],
    [`failed to push manifest: ${manifest} EOF`, false, true],
    [`${push} failed to push referrers index tagged by sha256-1: ${manifest} EOF`, false, true],
    [`${push} PUT "https://r.example/v2/blobs/app/manifests/sha256:1": EOF`, false, true],
  ];
  for (const [error, isRepeated, isInDoubt] of table) {
    const [again, doubt] = [isRepeated ? 'again' : 'once', isInDoubt ? ', in doubt' : ''];
    it(`N7 tries ${again}${doubt}: ${error}`, () => {
      assert.equal(isRetryable(error), isRepeated);
      const { reason } = classifyError(error, { fallback: 'SignFailed' });
      assert.equal(reason.includes('whether the signature was stored'), isInDoubt);
      assert(reason.startsWith(error));
    });
  }
});
