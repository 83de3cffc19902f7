import { algorithmOf } from '../../azureKeyVaultPlugin/program/algorithm';
import {
  buildChain,
  type Certificates,
  readCertificates,
} from '../../azureKeyVaultPlugin/program/chain';
import { metadata, type Request } from '../../azureKeyVaultPlugin/program/commands';
import { ValidationFailure } from '../../azureKeyVaultPlugin/program/failure';
import { parseKeyId } from '../../azureKeyVaultPlugin/program/keyId';
import { credentialOf } from './credential';
import { RemoteVault } from './remoteVault';

/** Runs a command of the plugin contract and gives its response. */
export async function run(command: string, request: Request): Promise<object> {
  if (command === 'get-plugin-metadata') return metadata();
  const { keyId = '', payload = '', pluginConfig = {} } = request;
  const credential = credentialOf(pluginConfig['credential_type']);
  const vault = new RemoteVault(parseKeyId(keyId), credential);
  switch (command) {
    case 'describe-key':
      return { keyId, keySpec: algorithmOf(await vault.certificate()).keySpec };
    case 'generate-signature': {
      const chain = await chainOf(vault, pluginConfig);
      const { name } = algorithmOf(chain[0]);
      const signature = await vault.sign(name, Buffer.from(payload, 'base64'));
      return {
        keyId,
        signature: signature.toString('base64'),
        signingAlgorithm: name,
        certificateChain: chain.map((each) => each.raw.toString('base64')),
      };
    }
    default:
      throw new ValidationFailure(`Invalid command: ${command}`);
  }
}

async function chainOf(
  vault: RemoteVault,
  config: Readonly<Record<string, string>>,
): Promise<Certificates> {
  if (config['self_signed']?.toLowerCase() === 'true') return [await vault.certificate()];
  const bundle = config['ca_certs'];
  if (bundle === undefined) return buildChain(await vault.chain());
  return buildChain([await vault.certificate(), ...readCertificates(bundle)]);
}
