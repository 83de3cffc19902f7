import assert from 'node:assert/strict';
import path from 'node:path';
import type { Docker } from '../../support/agent/docker';
import type { Job, JobOptions } from '../../support/agent/job';
import { type Mapping, items, mapping, scalar } from './document';
import type { Values } from './placeholders';

/** What a pipeline finds around it. */
export interface Surroundings {
  readonly tasks: Values;
  readonly docker: Docker;
  /** The folders of repositories, by the name by which they are checked out. */
  readonly repositories: Values;
  /** The folders of artifacts of other pipelines: `<pipeline>/<artifact>`. */
  readonly artifacts: Values;
  /** Variable groups; all of their values are secret. */
  readonly groups: Readonly<Record<string, Values>>;
  /** Whether the run is for the pull request of a fork: the agent skips what names a service connection. */
  readonly isFork: boolean;
  open(options: JobOptions): Job;
}

/** The sources that a checkout brings; none for `none`. */
export function sourcesOf(
  name: string,
  document: Mapping,
  { repositories }: Surroundings,
): { readonly sources?: string } {
  if (name === 'none') return {};
  if (name !== 'self') assertResource(document, 'repositories', 'repository', name);
  const sources = repositories[name];
  assert(sources !== undefined, `there is no repository ${name}`);
  return { sources };
}

/** The artifact of another pipeline is copied to where the agent downloads it to. */
export function downloadStep(
  step: Mapping,
  document: Mapping,
  job: Job,
  around: Surroundings,
): Mapping {
  const [source, artifact] = [scalar(step['download']), scalar(step['artifact'])];
  assertResource(document, 'pipelines', 'pipeline', source);
  const folder = around.artifacts[`${source}/${artifact}`];
  assert(folder !== undefined, `there is no artifact ${artifact} of ${source}`);
  const target = path.join(job.variables.get('Pipeline.Workspace') ?? '', source);
  const script = `mkdir -p '${target}' && cp -r '${folder}' '${target}/${artifact}'`;
  return { script, displayName: `Download ${artifact}` };
}

function assertResource(document: Mapping, list: string, key: string, name: string): void {
  const declared = items(mapping(document['resources'] ?? {})[list]);
  const names = declared.map((one) => scalar(mapping(one)[key]));
  assert(names.includes(name), `${name} is not among the ${list} of resources`);
}
