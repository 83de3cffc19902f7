import { parseResourceUris } from '../artifacts/dockerTask';
import { type Reference, formatReference } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { ArtifactInputs } from '../inputs';
import type { Warning } from '../messages';

/** The artifacts of a step, and what is to be said about them. */
export interface Choice {
  readonly artifacts: readonly Reference[];
  readonly warnings: readonly Warning[];
}

/**
 * The artifacts that a step names, or those that the last Docker task of the job pushed.
 *
 * @param inputs of the step
 * @param onUnusable what an entry of the Docker task that names no image is: a warning at sign, an
 *   error at verify, for an image would pass unseen
 * @throws TaskError ArtifactsMissing, ResourceUriUnusable
 */
export function chooseArtifacts(inputs: ArtifactInputs, onUnusable: 'warn' | 'refuse'): Choice {
  if (inputs.artifacts.length > 0) {
    const advice = inputs.artifacts.flatMap(adviceOn);
    return { artifacts: inputs.artifacts, warnings: [...contradictions(inputs), ...advice] };
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
  return { artifacts: references, warnings: [...contradictions(inputs), ...warnings] };
}

/** Of inputs that contradict each other, which one counts. */
export function contradictions({ referrersContradict, referrers }: ArtifactInputs): Warning[] {
  if (!referrersContradict) return [];
  return [{ key: 'Warning_ReferrersContradict', values: [referrers], isShortfall: false }];
}

/** Of a tag without a digest the result tells, which knows what the tag meant. */
function adviceOn(reference: Reference): Warning[] {
  const { tag, digest } = reference;
  if (tag === undefined || digest === undefined) return [];
  return [
    {
      key: 'Warning_TagIgnored',
      values: [formatReference(reference), tag],
      isShortfall: false,
    },
  ];
}
