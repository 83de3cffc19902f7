import { algorithmOf } from './algorithm';
import { buildChain, type Certificates, readCertificates } from './chain';
import { credentialOf } from './credential';
import { Failure, ValidationFailure } from './failure';
import { parseKeyId } from './keyId';
import { KeyVault } from './keyVault';
import { pluginVersion } from './settings';

/** What notation writes to the plugin's standard input. */
export interface Request {
  readonly keyId?: string;
  readonly payload?: string;
  readonly pluginConfig?: Readonly<Record<string, string>>;
}

function open(request: Request): KeyVault {
  // The real plugin looks at the credential type before it looks at the id.
  const credential = credentialOf(request.pluginConfig?.['credential_type']);
  if (!request.keyId) {
    throw new ValidationFailure('Input passed to "--id" must not be empty');
  }
  return new KeyVault(parseKeyId(request.keyId), credential);
}

function chainOf(vault: KeyVault, request: Request): Certificates {
  const bundle = request.pluginConfig?.['ca_certs'];
  if (request.pluginConfig?.['self_signed']?.toLowerCase() === 'true') {
    if (bundle) {
      throw new Failure(
        'Self-signed certificate is specified. Please do not specify the `ca_certs` parameter if it is a self-signed certificate.',
      );
    }
    return [vault.certificate()];
  }
  if (!bundle) {
    return buildChain(vault.chain());
  }
  const issuers = readCertificates(bundle);
  return buildChain([vault.certificate(), ...issuers]);
}

/** What every version says of itself. */
export function metadata(): object {
  return {
    name: 'azure-kv',
    description: 'Notation Azure Key Vault plugin',
    version: pluginVersion,
    url: 'https://github.com/Azure/notation-azure-kv',
    supportedContractVersions: ['1.0'],
    capabilities: ['SIGNATURE_GENERATOR.RAW'],
  };
}

function describeKey(request: Request): object {
  const { keySpec } = algorithmOf(open(request).certificate());
  return { keyId: request.keyId, keySpec };
}

function generateSignature(request: Request): object {
  const vault = open(request);
  const chain = chainOf(vault, request);
  const algorithm = algorithmOf(chain[0]);
  const payload = Buffer.from(request.payload ?? '', 'base64');
  return {
    keyId: request.keyId,
    signature: algorithm.sign(vault.key(), payload).toString('base64'),
    signingAlgorithm: algorithm.name,
    certificateChain: chain.map((each) => each.raw.toString('base64')),
  };
}

/**
 * Runs a command of the plugin contract and gives its response.
 * @throws Failure with the contract's error code
 */
export function run(command: string, request: Request): object {
  switch (command) {
    case 'get-plugin-metadata':
      return metadata();
    case 'describe-key':
      return describeKey(request);
    case 'generate-signature':
      return generateSignature(request);
    default:
      throw new ValidationFailure(`Invalid command: ${command}`);
  }
}
