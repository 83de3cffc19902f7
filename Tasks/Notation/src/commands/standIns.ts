import { type ListedPart, hasReferrers, indexesAbove, referrersOf } from './attached';
import type { AttachedReferrers } from './imagePart';

/**
 * What may be verified in the place of what is attached to a manifest. Everybody who may push can attach an artifact that
 * nobody signed, and it must not block the artifacts that cover the same platforms.
 *
 * @param image the parts of one image, each index before its own parts
 * @returns for each part what is attached to the indexes that hold it and, where all platforms of an index are covered below it, what is
 *   attached there. The platforms have rows of their own, so one artifact may stand in for the index
 */
export function standIns(
  image: readonly ListedPart[],
  artifactType: string,
): ReadonlyMap<ListedPart, readonly AttachedReferrers[]> {
  const above = indexesAbove(image);
  const isWithin = (one: ListedPart, index: ListedPart): boolean =>
    above.get(one)?.includes(index) === true;
  const hasAny = (one: ListedPart): boolean => hasReferrers(one, artifactType);
  const indexes = new Set([...above.values()].flat());
  const below = (index: ListedPart): readonly ListedPart[] => {
    const parts = image.filter((one) => isWithin(one, index));
    const isCovered = (platform: ListedPart): boolean =>
      [platform, ...(above.get(platform) ?? [])].some((one) => isWithin(one, index) && hasAny(one));
    return parts.filter((one) => !indexes.has(one)).every(isCovered) ? parts : [];
  };
  const attachedTo = (one: ListedPart): AttachedReferrers[] => {
    const { referrers } = referrersOf(one, artifactType);
    if (one.subject === undefined || referrers.length === 0) return [];
    const { artifact: subject, descriptor } = one.subject;
    return [{ subject, descriptor, artifactType, referrers }];
  };
  return new Map(
    image.map((one) => [one, [...(above.get(one) ?? []), ...below(one)].flatMap(attachedTo)]),
  );
}
