import { withDigest } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { Warning } from '../messages';
import {
  type ListedPart,
  MAX_ATTACHED,
  attachedPart,
  failedListing,
  imagesOf,
  referrersOf,
} from './attached';
import type { ImagePart } from './imagePart';

/**
 * Puts below each part what is attached to it and is to be signed. What cannot be signed is a part that
 * has failed. An image to which nothing of a type is attached gets a warning.
 */
export function attachedToSign(
  listed: readonly ListedPart[],
  types: readonly string[],
): ImagePart[] {
  return imagesOf(listed).flatMap((image) => {
    const parts = image.flatMap((one) => [
      one.part,
      ...types.flatMap((type) => partsOfType(one, type)),
      ...failedListing(one, types),
    ]);
    const [named, ...others] = parts;
    if (named === undefined) return [];
    return [
      { ...named, warnings: types.flatMap((type) => nothingAttached(image, type)) },
      ...others,
    ];
  });
}

function partsOfType(listed: ListedPart, artifactType: string): ImagePart[] {
  const { subject } = listed;
  if (subject === undefined) return [];
  const { artifact, descriptor } = subject;
  const { referrers, leftOut, hasMore } = referrersOf(listed, artifactType);
  const refused = (what: string, reason: string): ImagePart['content'] => ({
    kind: 'failed',
    error: new TaskError('AttachedRefused', [what, artifact.name, reason]),
  });
  const signed = referrers.map((referrer) =>
    attachedPart(listed, subject, artifactType, [
      withDigest(artifact, referrer.digest),
      {
        ...{ kind: 'attached', subject: artifact, descriptor, artifactType },
        ...{ referrers: [referrer], standIns: [] },
      },
    ]),
  );
  const failed = leftOut.map(({ digest, reason }) => {
    const reference = withDigest(artifact, digest);
    const content = refused(reference.name, reason);
    return attachedPart(listed, subject, artifactType, [reference, content]);
  });
  const tooMany = `more than ${MAX_ATTACHED} artifacts of this type are listed`;
  const more = hasMore
    ? [attachedPart(listed, subject, artifactType, [artifact, refused(artifactType, tooMany)])]
    : [];
  return [...signed, ...failed, ...more];
}

/** Where the image is not known, or its listing failed, an error says so. */
function nothingAttached(image: readonly ListedPart[], artifactType: string): Warning[] {
  const [named] = image;
  const isOpen = image.some(
    (one) => one.subject === undefined || one.attached instanceof TaskError,
  );
  const isFound = image.some((one) => {
    const { referrers, leftOut } = referrersOf(one, artifactType);
    return referrers.length + leftOut.length > 0;
  });
  if (named?.subject === undefined || isOpen || isFound) return [];
  const values = [named.subject.artifact.name, artifactType];
  return [{ key: 'Warning_NothingAttached', values, isShortfall: true }];
}
