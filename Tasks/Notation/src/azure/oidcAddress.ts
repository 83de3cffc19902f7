import { serverUrl } from '../agent/server';
import { variable } from '../agent/variable';

/**
 * The address that issues federated tokens: the address that Azure Pipelines names, or the task API of
 * an older Azure DevOps Server that names none.
 *
 * @returns undefined outside a job
 * @throws Error when the address does not belong to the server that runs the job. An earlier step can
 * set the variables that name it, and the job's token is sent there
 */
export function tokenAddress(): URL | undefined {
  const named = namedAddress();
  const server = serverUrl();
  if (named === undefined || server === undefined) return undefined;
  const address = parsed(named);
  if (!isServer(address, parsed(server))) {
    const to = `${address.protocol}//${address.host}`;
    throw new Error(`the job's variables name ${to} for it, which is not the server of this job`);
  }
  return address;
}

function namedAddress(): string | undefined {
  const named = variable('System.OidcRequestUri');
  if (named !== undefined) return `${named}?api-version=7.1`;
  const collection = variable('System.CollectionUri');
  const [project, hub, plan, job] = ['TeamProjectId', 'HostType', 'PlanId', 'JobId'].map((name) =>
    variable(`System.${name}`),
  );
  if (!collection || !project || !hub || !plan || !job) return undefined;
  const path = `_apis/distributedtask/hubs/${hub}/plans/${plan}/jobs/${job}/oidctoken`;
  return `${collection.replace(/\/*$/, '')}/${project}/${path}?api-version=7.2-preview.1`;
}

function parsed(address: string): URL {
  try {
    return new URL(address);
  } catch {
    throw new Error("the address that the job's variables name for it is no URL");
  }
}

/**
 * The hosts of Azure DevOps Services. An organization can have both `dev.azure.com/<name>` and
 * `<name>.visualstudio.com`.
 */
const services = /^(?:(?:[a-z0-9-]+\.)?dev\.azure\.com|[a-z0-9-]+(?:\.vsrm)?\.visualstudio\.com)$/;

/** An Azure DevOps Server may use plain HTTP. Then only its own origin is accepted. */
function isServer(address: URL, server: URL): boolean {
  if (address.origin === server.origin) return address.origin !== 'null';
  const isBoth = services.test(address.host) && services.test(server.host);
  return isBoth && address.protocol === 'https:';
}
