import { algorithmOf } from './algorithm';
import { buildChain, type Certificates, readCertificates } from './chain';
import { Failure, ValidationFailure } from './failure';
import { parseKeyId } from './keyId';
import { pluginVersion } from './settings';
import type { SignIn, VaultKey } from './vaultKey';

/** What notation writes to the plugin's standard input. */
export interface Request {
  readonly keyId?: string;
  readonly payload?: string;
  readonly pluginConfig?: Readonly<Record<string, string>>;
}

function open(request: Request, signIn: SignIn): VaultKey {
  // The real plugin looks at the credential type before it looks at the id.
  const openKey = signIn(request.pluginConfig?.['credential_type']);
  if (!request.keyId) {
    throw new ValidationFailure('Input passed to "--id" must not be empty');
  }
  return openKey(parseKeyId(request.keyId));
}

async function chainOf(key: VaultKey, request: Request): Promise<Certificates> {
  const bundle = request.pluginConfig?.['ca_certs'];
  if (request.pluginConfig?.['self_signed']?.toLowerCase() === 'true') {
    if (bundle) {
      throw new Failure(
        'Self-signed certificate is specified. Please do not specify the `ca_certs` parameter if it is a self-signed certificate.',
      );
    }
    return [await key.certificate()];
  }
  if (!bundle) {
    return buildChain(await key.chain());
  }
  return buildChain([await key.certificate(), ...readCertificates(bundle)]);
}

/** What every version says of itself. */
function metadata(): object {
  return {
    name: 'azure-kv',
    description: 'Notation Azure Key Vault plugin',
    version: pluginVersion,
    url: 'https://github.com/Azure/notation-azure-kv',
    supportedContractVersions: ['1.0'],
    capabilities: ['SIGNATURE_GENERATOR.RAW'],
  };
}

async function describeKey(request: Request, key: VaultKey): Promise<object> {
  const { keySpec } = algorithmOf(await key.certificate());
  return { keyId: request.keyId, keySpec };
}

async function generateSignature(request: Request, key: VaultKey): Promise<object> {
  const chain = await chainOf(key, request);
  const { name } = algorithmOf(chain[0]);
  const signature = await key.sign(name, Buffer.from(request.payload ?? '', 'base64'));
  return {
    keyId: request.keyId,
    signature: signature.toString('base64'),
    signingAlgorithm: name,
    certificateChain: chain.map((each) => each.raw.toString('base64')),
  };
}

/**
 * Runs a command of the plugin contract and gives its response.
 * @param signIn how this plugin reaches its vault
 * @throws Failure with the contract's error code
 */
export async function run(command: string, request: Request, signIn: SignIn): Promise<object> {
  switch (command) {
    case 'get-plugin-metadata':
      return metadata();
    case 'describe-key':
      return describeKey(request, open(request, signIn));
    case 'generate-signature':
      return generateSignature(request, open(request, signIn));
    default:
      throw new ValidationFailure(`Invalid command: ${command}`);
  }
}
