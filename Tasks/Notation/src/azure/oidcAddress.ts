import { variable } from '../agent/variable';

/**
 * Where federated tokens are asked for: the address that Azure Pipelines names, or where an older
 * Azure DevOps Server does not, the one of its API for tasks.
 *
 * @returns undefined outside a job
 */
export function tokenAddress(): string | undefined {
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
