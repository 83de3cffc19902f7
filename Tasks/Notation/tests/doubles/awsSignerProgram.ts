import { X509Certificate, constants, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { answer } from './azureKeyVaultPlugin/program/answer';
import type { Request } from './azureKeyVaultPlugin/program/commands';
import { Failure, ValidationFailure } from './azureKeyVaultPlugin/program/failure';
import { pluginVersion } from './azureKeyVaultPlugin/program/settings';
import { type AwsProfile, pluginName } from '../fixtures/examples/awsProfile';

// Put in when the program is written out.
declare const PROFILE: AwsProfile;

interface SignerRequest extends Request {
  readonly payloadType?: string;
  readonly signatureEnvelopeType?: string;
  readonly signature?: {
    readonly criticalAttributes: { readonly extendedAttributes: Readonly<Record<string, string>> };
  };
  readonly trustPolicy?: { readonly trustedIdentities: readonly string[] };
}

const profileAttribute = 'com.amazonaws.signer.signingProfileVersion';

/** Runs a command of the plugin contract as the plugin of AWS Signer does, less what AWS does for it. */
function run(command: string, request: SignerRequest): Promise<object> {
  switch (command) {
    case 'get-plugin-metadata':
      return Promise.resolve({
        name: pluginName,
        description: 'AWS Signer plugin for Notation',
        version: pluginVersion,
        url: 'https://docs.aws.amazon.com/signer',
        supportedContractVersions: ['1.0'],
        capabilities: ['SIGNATURE_GENERATOR.ENVELOPE', 'SIGNATURE_VERIFIER.TRUSTED_IDENTITY'],
      });
    case 'generate-envelope':
      signIn(request.pluginConfig?.['aws-region']);
      return Promise.resolve(envelope(request));
    case 'verify-signature':
      signIn(process.env['AWS_REGION']);
      return Promise.resolve(verdict(request));
    default:
      throw new ValidationFailure(`Invalid command: ${command}`);
  }
}

function signIn(region: string | undefined): void {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key } = process.env;
  if (id !== PROFILE.accessKeyId || key !== PROFILE.secretAccessKey || region !== PROFILE.region) {
    throw new Failure('AccessDenied: no profile of that account in that region', 'ACCESS_DENIED');
  }
}

function verdict({ signature, trustPolicy }: SignerRequest): object {
  const version = signature?.criticalAttributes.extendedAttributes[profileAttribute] ?? '';
  const success = trustPolicy?.trustedIdentities.includes(version.replace(/\/\w+$/, '')) === true;
  const result = success ? { success } : { success, reason: `${version} is not trusted` };
  const verificationResults = { 'SIGNATURE_VERIFIER.TRUSTED_IDENTITY': result };
  return { verificationResults, processedAttributes: [profileAttribute] };
}

/** A JWS by the scheme of a signing authority (notaryproject/specifications: signature-envelope-jws.md). */
function envelope(request: SignerRequest): object {
  const { keyId, payload = '', signatureEnvelopeType: type } = request;
  if (type !== 'application/jose+json' || keyId !== PROFILE.arn) {
    throw new ValidationFailure(`No ${type ?? ''} by ${keyId ?? ''}`);
  }
  const encode = (value: unknown): string =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const critical = {
    'io.cncf.notary.signingScheme': 'notary.x509.signingAuthority',
    'io.cncf.notary.authenticSigningTime': new Date().toISOString().replace(/\.\d+/, ''),
    'io.cncf.notary.verificationPlugin': pluginName,
    [profileAttribute]: `${PROFILE.arn}/aBcDe12345`,
  };
  const crit = Object.keys(critical);
  const head = encode({ alg: 'PS256', cty: request.payloadType, crit, ...critical });
  const content = Buffer.from(payload, 'base64').toString('base64url');
  const signature = sign('sha256', Buffer.from(`${head}.${content}`), {
    key: readFileSync(PROFILE.keyPath, 'utf8'),
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  }).toString('base64url');
  const x5c = PROFILE.chain.map((pem) => new X509Certificate(pem).raw.toString('base64'));
  const jws = { payload: content, protected: head, header: { x5c }, signature };
  const signatureEnvelope = Buffer.from(JSON.stringify(jws)).toString('base64');
  return { signatureEnvelope, signatureEnvelopeType: type };
}

void answer(run);
