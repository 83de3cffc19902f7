import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { VaultAccess } from '../access';
import { Failure, Unavailable, ValidationFailure } from './failure';
import { isSince } from './settings';

/** A way to log in: returns when the vault lets it in. */
export type Credential = (access: VaultAccess) => void;

const guide =
  'See the troubleshooting guide for more information. https://aka.ms/azsdk/net/identity';

function variable(name: string): string {
  return process.env[name] ?? '';
}

function refuse(credential: string, reason: string): never {
  throw new Failure(`${credential} authentication failed: ${reason}`);
}

/** Checks tenant and client the way the login service does, before any secret. */
function checkClient(credential: string, access: VaultAccess): void {
  const tenant = variable('AZURE_TENANT_ID');
  const client = variable('AZURE_CLIENT_ID');
  if (tenant !== access.tenantId) {
    refuse(credential, `AADSTS90002: Tenant '${tenant}' not found.`);
  }
  if (client !== access.clientId) {
    const text = `Application with identifier '${client}' was not found in the directory '${tenant}'.`;
    refuse(credential, `AADSTS700016: ${text}`);
  }
}

const environment: Credential = (access) => {
  const secret = variable('AZURE_CLIENT_SECRET');
  const certificate = variable('AZURE_CLIENT_CERTIFICATE_PATH');
  const client = variable('AZURE_TENANT_ID') && variable('AZURE_CLIENT_ID');
  if (client && secret) {
    checkClient('ClientSecretCredential', access);
    if (secret !== access.clientSecret) {
      const text = `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${client}'.`;
      refuse('ClientSecretCredential', `AADSTS7000215: ${text}`);
    }
  } else if (client && certificate) {
    checkClient('ClientCertificateCredential', access);
    if (readFileSync(certificate, 'utf8') !== access.clientCertificate) {
      const text =
        'The certificate with identifier used to sign the client assertion is not registered on application.';
      refuse('ClientCertificateCredential', `AADSTS700027: ${text}`);
    }
  } else {
    throw new Unavailable(
      `EnvironmentCredential authentication unavailable. Environment variables are not fully configured. ${guide}/environmentcredential/troubleshoot`,
    );
  }
};

const workloadIdentity: Credential = (access) => {
  const file = variable('AZURE_FEDERATED_TOKEN_FILE');
  if (!file || !variable('AZURE_TENANT_ID') || !variable('AZURE_CLIENT_ID')) {
    throw new Unavailable(
      `WorkloadIdentityCredential authentication unavailable. The workload options are not fully configured. ${guide}/workloadidentitycredential/troubleshoot`,
    );
  }
  checkClient('WorkloadIdentityCredential', access);
  if (readFileSync(file, 'utf8') !== access.federatedToken) {
    const text = 'No matching federated identity record found for presented assertion.';
    refuse('WorkloadIdentityCredential', `AADSTS70021: ${text}`);
  }
};

const noIdentity =
  'ManagedIdentityCredential authentication unavailable. No response received from the managed identity endpoint.';

/** By `credential_type` only the system-assigned identity is asked for, whatever the environment. */
const systemIdentity: Credential = (access) => {
  if (!access.systemIdentity) {
    throw new Unavailable(noIdentity);
  }
};

const anyIdentity: Credential = (access) => {
  const client = variable('AZURE_CLIENT_ID');
  if (!client) {
    systemIdentity(access);
  } else if (client !== access.userIdentity) {
    throw new Unavailable(noIdentity);
  }
};

const azureCli: Credential = (access) => {
  const line = 'az account get-access-token --output json --resource https://vault.azure.net';
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', line], { encoding: 'utf8' });
  if (status === 127) {
    throw new Unavailable('Azure CLI not installed');
  }
  if (status !== 0) {
    throw new Unavailable(
      stderr.includes('az login') ? "Please run 'az login' to set up account" : stderr,
    );
  }
  const { accessToken } = JSON.parse(stdout) as { accessToken?: string };
  if (accessToken === undefined || accessToken !== access.azureCliToken) {
    throw new Failure('AKV10032: Invalid issuer.', 'Unauthorized');
  }
};

/** Goes on to the next one only where one is not set up; a refusal ends it. */
const defaultChain: Credential = (access) => {
  const reasons: string[] = [];
  for (const credential of [environment, workloadIdentity, anyIdentity, azureCli]) {
    try {
      credential(access);
      return;
    } catch (error) {
      if (!(error instanceof Unavailable)) {
        throw error;
      }
      reasons.push(`- ${error.message}`);
    }
  }
  const text = `DefaultAzureCredential failed to retrieve a token from the included credentials. ${guide}/defaultazurecredential/troubleshoot`;
  throw new Failure([text, ...reasons].join('\n'));
};

const types = new Map([
  ['environment', environment],
  ['workloadid', workloadIdentity],
  ['managedid', systemIdentity],
  ['azurecli', azureCli],
]);

/**
 * Gives the credential a `credential_type` asks for; versions before 1.1.0 do not know the setting.
 * @throws ValidationFailure when there is no such type
 */
export function credentialOf(type: string | undefined): Credential {
  if (type === undefined || !isSince('1.1.0')) {
    return defaultChain;
  }
  const credential = types.get(type.toLowerCase());
  if (credential === undefined) {
    throw new ValidationFailure(`Invalid credential type: ${type.toLowerCase()}`);
  }
  return credential;
}
