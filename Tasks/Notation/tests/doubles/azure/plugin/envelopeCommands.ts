import { X509Certificate, constants, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Request } from '../../azureKeyVaultPlugin/program/commands';
import { Failure, ValidationFailure } from '../../azureKeyVaultPlugin/program/failure';
import { pluginVersion } from '../../azureKeyVaultPlugin/program/settings';

const name = 'com.example.envelope';

interface EnvelopeRequest extends Request {
  readonly payloadType?: string;
  readonly signatureEnvelopeType?: string;
}

/**
 * Runs a command of the plugin contract and gives its response: that of a plugin which makes the
 * whole envelope, JWS only, and is needed again to verify it.
 */
export function run(command: string, request: EnvelopeRequest): Promise<object> {
  switch (command) {
    case 'get-plugin-metadata':
      return Promise.resolve({
        name,
        description: 'makes envelopes',
        version: pluginVersion,
        url: 'https://plugin.example.com',
        supportedContractVersions: ['1.0'],
        capabilities: ['SIGNATURE_GENERATOR.ENVELOPE', 'SIGNATURE_VERIFIER.TRUSTED_IDENTITY'],
      });
    case 'generate-envelope':
      return Promise.resolve(envelope(request));
    case 'verify-signature': {
      const account = request.pluginConfig?.['account'];
      if (account === 'unreachable') throw new Failure('the service cannot be reached', 'ERROR');
      const success = account === 'release';
      const result = success ? { success } : { success, reason: 'the account is not release' };
      const verificationResults = { 'SIGNATURE_VERIFIER.TRUSTED_IDENTITY': result };
      return Promise.resolve({ verificationResults, processedAttributes: [] });
    }
    default:
      throw new ValidationFailure(`Invalid command: ${command}`);
  }
}

/** A JWS as notation's signature specification has it. */
function envelope(request: EnvelopeRequest): object {
  const { pluginConfig = {}, payload = '', signatureEnvelopeType: type } = request;
  if (type !== 'application/jose+json') {
    throw new ValidationFailure(`Unsupported envelope type: ${type ?? ''}`);
  }
  if (process.env['EXAMPLE_TOKEN'] !== 'token of the example') {
    throw new Failure('EXAMPLE_TOKEN is missing or wrong', 'ACCESS_DENIED');
  }
  const { certificate = '', key = '' } = pluginConfig;
  const encode = (value: unknown): string =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const scheme = 'io.cncf.notary.signingScheme';
  const plugin = 'io.cncf.notary.verificationPlugin';
  const signedHeader = encode({
    alg: 'PS256',
    crit: [scheme, plugin],
    cty: request.payloadType,
    [scheme]: 'notary.x509',
    'io.cncf.notary.signingTime': new Date().toISOString().replace(/\.\d+/, ''),
    [plugin]: name,
  });
  const content = Buffer.from(payload, 'base64').toString('base64url');
  const signature = sign('sha256', Buffer.from(`${signedHeader}.${content}`), {
    key: readFileSync(key, 'utf8'),
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  }).toString('base64url');
  const { raw } = new X509Certificate(readFileSync(certificate));
  const header = { x5c: [raw.toString('base64')], 'io.cncf.notary.signingAgent': 'example/1.0' };
  const jws = JSON.stringify({ payload: content, protected: signedHeader, header, signature });
  return {
    signatureEnvelope: Buffer.from(jws).toString('base64'),
    signatureEnvelopeType: type,
  };
}
