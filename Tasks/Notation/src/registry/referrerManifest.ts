import { type Descriptor, isSameDescriptor, readDescriptor } from '../artifacts/descriptor';
import { StrictJsonError } from '../text/strictJson';
import { artifactTypeOf, readManifestMembers } from './manifestMembers';

/** What the manifest of an attached artifact must say. */
export interface ExpectedReferrer {
  readonly subject: Descriptor;
  readonly artifactType: string;
}

/**
 * Why a manifest is not that of an artifact which is attached to a subject: a listing can name any
 * manifest.
 *
 * @param content the bytes, already held to their digest
 * @param mediaType the media type that the manifest was listed and delivered under
 * @returns a short English sentence without its full stop, which holds no text of the registry;
 *   undefined where the manifest names the subject and the artifact type itself
 */
export function referrerProblem(
  content: Buffer,
  mediaType: string,
  { subject, artifactType }: ExpectedReferrer,
): string | undefined {
  try {
    const manifest = readManifestMembers(content, mediaType);
    const named = manifest.get('subject');
    if (named === undefined) return 'its manifest names no subject';
    if (!isSameDescriptor(readDescriptor(named, 'its subject').descriptor, subject)) {
      return 'its manifest names another artifact as its subject';
    }
    const isType = artifactTypeOf(manifest) === artifactType;
    return isType ? undefined : 'its manifest names another artifact type than the listing';
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error;
    return `its manifest cannot be read exactly: ${error.message}`;
  }
}
