import { logMessage } from '../agent/log';
import { parseResourceUris } from '../artifacts/dockerTask';
import type { Reference } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { ArtifactInputs } from '../inputs';
import type { Warning } from '../messages';

/** The artifacts of a step, with warnings about them. */
export interface Choice {
  readonly artifacts: readonly Reference[];
  /** Whether the Docker task named them, and the step itself names none. */
  readonly isOfDockerTask: boolean;
  /** The input whose list has an empty place; undefined: none has. */
  readonly listWithGap: 'artifactRefs' | 'imagesFrom' | undefined;
  readonly warnings: readonly Warning[];
}

/**
 * Chooses the artifacts of a step: the artifacts in its inputs, or the images that the last Docker task
 * of the job pushed.
 *
 * @param inputs of the step
 * @param onUnusable whether a malformed entry of the Docker task is a warning (sign) or an error
 * (verify: an image would stay unverified)
 * @throws TaskError ArtifactsMissing, ResourceUriUnusable
 */
export function chooseArtifacts(inputs: ArtifactInputs, onUnusable: 'warn' | 'refuse'): Choice {
  if (inputs.artifacts.length > 0) {
    const advice = inputs.artifacts.flatMap(adviceOn);
    const warnings = [...contradictions(inputs), ...advice];
    const listWithGap = inputs.hasEmptyPlace ? 'artifactRefs' : undefined;
    return { artifacts: inputs.artifacts, isOfDockerTask: false, listWithGap, warnings };
  }
  if (inputs.resourceUris === undefined) throw new TaskError('ArtifactsMissing');
  const { references, unusable } = parseResourceUris(inputs.resourceUris);
  const [first] = unusable;
  if (references.length === 0 || (first !== undefined && onUnusable === 'refuse')) {
    throw new TaskError('ResourceUriUnusable', [first ?? '', inputs.resourceUris]);
  }
  const warnings = unusable.map((entry) => ({
    key: 'Warning_ResourceUriUnusable' as const,
    values: [entry],
    isShortfall: true,
  }));
  return {
    ...{ artifacts: references, isOfDockerTask: true, listWithGap: undefined },
    warnings: [...contradictions(inputs), ...warnings],
  };
}

/**
 * Tells where an empty variable may name fewer or other artifacts than the author means. The first line of
 * the step must have been written before.
 */
export function tellChoice({ isOfDockerTask, listWithGap }: Choice): void {
  if (isOfDockerTask) logMessage('Notice_DockerTask');
  if (listWithGap !== undefined) logMessage('Notice_EmptyPlace', listWithGap);
}

/** Of inputs that contradict each other, which one counts. */
export function contradictions({ referrersContradict, referrers }: ArtifactInputs): Warning[] {
  if (!referrersContradict) return [];
  return [{ key: 'Warning_ReferrersContradict', values: [referrers], isShortfall: false }];
}

/** The result warns about a tag without a digest: the digest is known then. */
function adviceOn(reference: Reference): Warning[] {
  const { tag, digest } = reference;
  if (tag === undefined || digest === undefined) return [];
  return [
    {
      key: 'Warning_TagIgnored',
      values: [reference.name, tag],
      isShortfall: false,
    },
  ];
}
