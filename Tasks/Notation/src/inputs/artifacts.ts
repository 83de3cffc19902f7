import { variable } from '../agent/variable';
import { parseReferences } from '../artifacts/list';
import type { Reference } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { Referrers } from '../notation/arguments';
import { mirrorInput } from './install';
import { count, duration, expanded, flag, oneOf } from './value';

/** What the commands that work on artifacts share. */
export interface ArtifactInputs {
  /** Empty where the Docker task is to be asked. */
  readonly artifacts: readonly Reference[];
  /** The Docker task's own variable, where the step names no artifact. */
  readonly resourceUris: string | undefined;
  /** Works on each platform image of an index, too. */
  readonly recursive: boolean;
  readonly referrers: Referrers;
  /** allowReferrersAPI asks for the API and `referrers` for something else: that one counts. */
  readonly referrersContradict: boolean;
  /** The id of the registry's service connection. */
  readonly containerRegistry: string | undefined;
  /** Plain HTTP. */
  readonly insecureRegistry: boolean;
  readonly failOnWarning: boolean;
  /** Milliseconds that notation is given for one artifact. */
  readonly timeout: number;
  /** How many artifacts are worked on at once. */
  readonly maxParallel: number;
  /** A URL that takes the place of https://github.com for notation and plugins; it may hold secrets. */
  readonly mirror: string | undefined;
}

/** Milliseconds; long enough for a slow key vault and a slow registry. */
const DEFAULT_TIMEOUT = 5 * 60 * 1000;

/** Most of what there is to gain, with regard for registries and key vaults (docs/performance.md). */
const DEFAULT_PARALLEL = 8;
const MOST_PARALLEL = 64;

/** A list of nothing but commas is a mistake: other images must not be taken in its place. */
function artifactRefs(): Reference[] {
  const list = expanded('artifactRefs');
  if (list === undefined) return [];
  const references = parseReferences(list);
  if (references.length === 0) throw new TaskError('ArtifactRefsBlank', [list]);
  return references;
}

/** The inputs that the commands on artifacts share. */
export function artifactInputs(): ArtifactInputs {
  const allowApi = flag('allowReferrersAPI');
  const chosen = expanded('referrers');
  const referrers = oneOf('referrers', ['auto', 'api', 'tag'], 'auto');
  return {
    artifacts: artifactRefs(),
    resourceUris: variable('RESOURCE_URIS'),
    recursive: flag('recursive'),
    // The panel leaves the default in place: only another choice overrules the older input.
    referrers: allowApi && referrers === 'auto' ? 'api' : referrers,
    referrersContradict: allowApi && chosen !== undefined && referrers === 'tag',
    containerRegistry: expanded('containerRegistry'),
    insecureRegistry: flag('insecureRegistry'),
    failOnWarning: flag('failOnWarning'),
    timeout: duration('timeoutPerArtifact') ?? DEFAULT_TIMEOUT,
    maxParallel: count('maxParallel', MOST_PARALLEL) ?? DEFAULT_PARALLEL,
    mirror: mirrorInput(),
  };
}
