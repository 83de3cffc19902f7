import type { Connection } from '../agent/serviceConnection';

/** The properties of an Azure cloud. */
interface Cloud {
  /** Its name in service connections, in lower case. */
  readonly name: string;
  /** The sign-in address of its identities. */
  readonly authority: string;
  /** The token audience that the token exchange of its registries accepts. */
  readonly audience: string;
  /** The domain suffix of its registries. */
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
 * The authority host that an Azure Resource Manager connection names, or the authority host of its cloud.
 *
 * @returns undefined for the public cloud, the default of every library
 */
export function authorityOf(from: Connection): string | undefined {
  const named = from.data('environmentAuthorityUrl') ?? from.data('activeDirectoryAuthority');
  if (named?.startsWith('https://') === true && named !== publicCloud.authority) return named;
  return namedCloud(from)?.authority;
}

/**
 * The authority and the audience of the token for a registry connection. Where the connection does not
 * name its cloud, the registry's host decides.
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
