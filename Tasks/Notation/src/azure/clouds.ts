import type { Connection } from '../agent/serviceConnection';

/** What differs from cloud to cloud of Azure. */
interface Cloud {
  /** As a service connection calls it, in lower case. */
  readonly name: string;
  /** Where its identities sign in. */
  readonly authority: string;
  /** What the token exchange of its registries accepts a token for. */
  readonly audience: string;
  /** How the hosts of its registries end. */
  readonly registries: string;
}

const publicCloud: Cloud = {
  name: 'azurecloud',
  authority: 'https://login.microsoftonline.com/',
  audience: 'https://management.azure.com/',
  registries: '.azurecr.io',
};
const others: readonly Cloud[] = [
  {
    name: 'azureusgovernment',
    authority: 'https://login.microsoftonline.us/',
    audience: 'https://management.usgovcloudapi.net/',
    registries: '.azurecr.us',
  },
  {
    name: 'azurechinacloud',
    authority: 'https://login.chinacloudapi.cn/',
    audience: 'https://management.chinacloudapi.cn/',
    registries: '.azurecr.cn',
  },
];

/**
 * The authority host that an Azure Resource Manager connection names, else that of its cloud.
 *
 * @returns undefined for the public cloud, which is every library's default
 */
export function authorityOf(from: Connection): string | undefined {
  const named = from.data('environmentAuthorityUrl') ?? from.data('activeDirectoryAuthority');
  if (named?.startsWith('https://') === true && named !== publicCloud.authority) return named;
  return namedCloud(from)?.authority;
}

/**
 * Where the identity of a registry connection gets its token, and for whom. Such a connection need
 * not name its cloud: then the registry's host does.
 */
export function registryCloud(
  from: Connection,
  registry: string,
): Pick<Cloud, 'authority' | 'audience'> {
  const known = others.find(({ registries }) => registry.endsWith(registries));
  const cloud = namedCloud(from) ?? known ?? publicCloud;
  return { authority: authorityOf(from) ?? cloud.authority, audience: cloud.audience };
}

function namedCloud(from: Connection): Cloud | undefined {
  const name = from.data('environment')?.toLowerCase();
  return others.find((cloud) => cloud.name === name);
}
