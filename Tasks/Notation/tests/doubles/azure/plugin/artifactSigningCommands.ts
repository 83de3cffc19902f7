import { DefaultAzureCredential } from '@azure/identity';
import { createHash } from 'node:crypto';
import type { Request } from '../../azureKeyVaultPlugin/program/commands';
import { Failure, ValidationFailure } from '../../azureKeyVaultPlugin/program/failure';
import { pluginVersion } from '../../azureKeyVaultPlugin/program/settings';
import { post } from './post';

const required = ['accountName', 'certProfile', 'baseUrl'];

/** Runs a command of the plugin contract (artifact-signing-notation-plugin) and gives its response. */
export async function run(command: string, request: Request): Promise<object> {
  const { keyId = '', payload = '', pluginConfig = {} } = request;
  if (command === 'get-plugin-metadata') {
    return {
      name: 'azure-artifactsigning',
      description: 'Azure Artifact Signing',
      version: pluginVersion,
      url: 'https://github.com/Azure/artifact-signing-notation-plugin',
      supportedContractVersions: ['1.0'],
      capabilities: ['SIGNATURE_GENERATOR.RAW'],
    };
  }
  const missing = required.filter((name) => !pluginConfig[name]);
  if (keyId === '' || missing.length > 0) {
    throw new ValidationFailure(`Missing plugin configuration: ${missing.join(', ')}`);
  }
  switch (command) {
    case 'describe-key':
      return { keyId, keySpec: 'RSA-3072' };
    case 'generate-signature':
      return { keyId, ...(await sign(Buffer.from(payload, 'base64'), pluginConfig)) };
    default:
      throw new ValidationFailure(`Invalid command: ${command}`);
  }
}

async function sign(
  payload: Buffer,
  { accountName = '', certProfile = '', baseUrl = '' }: Readonly<Record<string, string>>,
): Promise<object> {
  const credential = new DefaultAzureCredential();
  const { token } = await credential.getToken('https://codesigning.azure.net/.default');
  const path = `codesigningaccounts/${accountName}/certificateprofiles/${certProfile}:sign`;
  const digest = createHash('sha384').update(payload).digest('base64');
  const body = JSON.stringify({ signatureAlgorithm: 'PS384', digest });
  const { status, text } = await post(new URL(path, baseUrl).href, token, body);
  if (status !== 200) {
    const reason = status === 403 ? 'Forbidden' : 'Unauthorized';
    throw new Failure(
      `Service request failed.\nStatus: ${status} (${reason})\n\nContent:\n${text}`,
    );
  }
  const { signature, chain } = JSON.parse(text) as { signature: string; chain: string[] };
  const signingAlgorithm = 'RSASSA-PSS-SHA-384';
  return { signature, signingAlgorithm, certificateChain: chain };
}
