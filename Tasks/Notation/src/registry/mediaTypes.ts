import {
  ARTIFACT_MANIFEST,
  DOCKER_LIST,
  DOCKER_MANIFEST,
  IMAGE_INDEX,
  IMAGE_MANIFEST,
} from '../artifacts/mediaTypes';

/** What an artifact that is signed may be. */
export const SUBJECT_TYPES: readonly string[] = [
  IMAGE_MANIFEST,
  IMAGE_INDEX,
  DOCKER_MANIFEST,
  DOCKER_LIST,
  ARTIFACT_MANIFEST,
];

/** The media type of a header Content-Type, in lower case and without parameters. */
export function mediaTypeOf(contentType: string | undefined): string {
  return (contentType ?? '').replace(/;.*$/, '').trim().toLowerCase();
}
