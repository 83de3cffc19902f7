import type { Endpoint } from '../../support/agent/endpoint';
import type { Environment } from '../../support/azure/cloud';
import { selfSignedCertificate } from '../../support/certificates';
import { readFileSync } from 'node:fs';
import {
  ARM_ID,
  CLIENT_ID,
  CLIENT_SECRET,
  USER_IDENTITY,
  application,
  armConnection,
} from './connections';
import type { Scene } from './scene';

/** A way to sign in: what is to be set up for it, and what the plugin is to find. */
export interface Identity {
  readonly title: string;
  /** Sets it up; gives the connection, and the step's own `env:`. */
  prepare(
    scene: Scene,
    environment: Environment,
  ): { connection?: Endpoint; env?: Record<string, string> };
  /** For plugins that know `credential_type`. */
  readonly credentialType: string | undefined;
  /** The variables that begin with AZURE_, less the authority's. */
  readonly variables: readonly string[];
  /** How the token was had: of the directory by what, or of the machine for which client. */
  readonly token: { readonly proof: string } | { readonly clientId: string | undefined };
}

const client = ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID'];

export const identities: readonly Identity[] = [
  {
    title: 'a service principal with its secret',
    prepare({ cloud }, environment) {
      const known = application(cloud, { secret: CLIENT_SECRET }, environment);
      const parameters = {
        ...known,
        authenticationType: 'spnKey',
        serviceprincipalkey: CLIENT_SECRET,
      };
      return { connection: armConnection('ServicePrincipal', parameters, {}, environment) };
    },
    credentialType: 'environment',
    variables: [...client, 'AZURE_CLIENT_SECRET'],
    token: { proof: 'secret' },
  },
  {
    title: 'a service principal with its certificate',
    prepare({ cloud, world }, environment) {
      const certificate = selfSignedCertificate({ folder: world.root, commonName: 'application' });
      const known = application(cloud, { certificate: certificate.pem }, environment);
      const parameters = {
        ...known,
        authenticationType: 'spnCertificate',
        servicePrincipalCertificate: certificate.pem + readFileSync(certificate.keyPath, 'utf8'),
      };
      return { connection: armConnection('ServicePrincipal', parameters, {}, environment) };
    },
    credentialType: 'environment',
    variables: [...client, 'AZURE_CLIENT_CERTIFICATE_PATH'],
    token: { proof: 'certificate' },
  },
  {
    title: 'workload identity federation',
    prepare({ cloud }, environment) {
      const known = application(cloud, { connectionId: ARM_ID }, environment);
      const connection = armConnection('WorkloadIdentityFederation', known, {}, environment);
      return { connection };
    },
    credentialType: 'workloadid',
    variables: [...client, 'AZURE_FEDERATED_TOKEN_FILE'],
    token: { proof: 'federated' },
  },
  {
    title: 'the managed identity of the machine',
    prepare({ cloud }, environment) {
      cloud.metadata.hasSystemIdentity = true;
      const parameters = { tenantid: cloud.tenantId };
      return { connection: armConnection('ManagedServiceIdentity', parameters, {}, environment) };
    },
    credentialType: 'managedid',
    variables: [],
    token: { clientId: undefined },
  },
  {
    title: 'a managed identity that was assigned to the machine',
    prepare({ cloud }, environment) {
      cloud.metadata.hasSystemIdentity = true;
      cloud.metadata.userIdentities = [USER_IDENTITY];
      const data = { msiclientId: USER_IDENTITY };
      const parameters = { tenantid: cloud.tenantId };
      return { connection: armConnection('ManagedServiceIdentity', parameters, data, environment) };
    },
    credentialType: undefined,
    variables: ['AZURE_CLIENT_ID'],
    token: { clientId: USER_IDENTITY },
  },
  {
    title: 'no connection, but the env of the step',
    prepare({ cloud }, environment) {
      application(cloud, { secret: CLIENT_SECRET }, environment);
      const env = {
        AZURE_TENANT_ID: cloud.tenantId,
        AZURE_CLIENT_ID: CLIENT_ID,
        AZURE_CLIENT_SECRET: CLIENT_SECRET,
      };
      return { env };
    },
    credentialType: undefined,
    variables: [...client, 'AZURE_CLIENT_SECRET'],
    token: { proof: 'secret' },
  },
];
