import { variable } from '../agent/variable';
import { parseReferences } from '../artifacts/list';
import type { Reference } from '../artifacts/reference';
import type { ReferrersMode } from '../artifacts/referrersMode';
import { TaskError } from '../errors';
import { hasEmptyPlace } from '../text/list';
import { count, duration, expanded, flag, oneOf } from './value';

/** The common inputs of the commands on artifacts. */
export interface ArtifactInputs {
  /** Empty: use the images of the Docker task. */
  readonly artifacts: readonly Reference[];
  /** Whether the list of artifacts has an empty place. */
  readonly hasEmptyPlace: boolean;
  /** The Docker task's variable, where the step names no artifact. */
  readonly resourceUris: string | undefined;
  /** Works on each platform image of an index, too. */
  readonly recursive: boolean;
  readonly referrers: ReferrersMode;
  /** Whether allowReferrersAPI requests the API but `referrers` has another value. `referrers` wins then. */
  readonly referrersContradict: boolean;
  /** The ID of the registry's service connection. */
  readonly containerRegistry: string | undefined;
  /** Plain HTTP. */
  readonly insecureRegistry: boolean;
  readonly failOnWarning: boolean;
  /** The time limit of one artifact, in milliseconds. */
  readonly timeout: number;
  /** The largest number of simultaneous processes. */
  readonly maxParallel: number;
}

/** The default in milliseconds, long enough for a slow key vault and a slow registry. */
const DEFAULT_TIMEOUT_MS = 5 * 60 * 1000;

/**
 * The default gains most of the possible speed without overloading registries and key vaults
 * (docs/performance.md).
 */
const DEFAULT_MAX_PARALLEL = 8;
const LARGEST_MAX_PARALLEL = 64;

/** A list that contains only commas is a mistake. It must not fall back to other images. */
function artifactRefs(): Pick<ArtifactInputs, 'artifacts' | 'hasEmptyPlace'> {
  const list = expanded('artifactRefs');
  if (list === undefined) return { artifacts: [], hasEmptyPlace: false };
  const artifacts = parseReferences(list);
  if (artifacts.length === 0) throw new TaskError('ArtifactRefsBlank', [list]);
  return { artifacts, hasEmptyPlace: hasEmptyPlace(list) };
}

/** Reads the common inputs of the commands on artifacts. */
export function artifactInputs(): ArtifactInputs {
  const allowApi = flag('allowReferrersAPI');
  const chosen = expanded('referrers');
  const referrers = oneOf('referrers', ['auto', 'api', 'tag'], 'auto');
  return {
    ...artifactRefs(),
    resourceUris: variable('RESOURCE_URIS'),
    recursive: flag('recursive'),
    // The panel always sends the default, so only another value overrules the older input.
    referrers: allowApi && referrers === 'auto' ? 'api' : referrers,
    referrersContradict: allowApi && chosen !== undefined && referrers === 'tag',
    containerRegistry: expanded('containerRegistry'),
    insecureRegistry: flag('insecureRegistry'),
    failOnWarning: flag('failOnWarning'),
    timeout: duration('timeoutPerArtifact') ?? DEFAULT_TIMEOUT_MS,
    maxParallel: count('maxParallel', LARGEST_MAX_PARALLEL) ?? DEFAULT_MAX_PARALLEL,
  };
}
