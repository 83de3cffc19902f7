import { type Descriptor, readDescriptor } from '../../artifacts/descriptor';
import { readMembers, requireObject, requireText } from '../../text/jsonMembers';
import { type JsonValue, readStrictJson } from '../../text/strictJson';
import {
  MAX_METADATA_CHARACTERS,
  MAX_METADATA_ENTRIES,
  MAX_METADATA_NAME_CHARACTERS,
  cutForDisplay,
} from './limits';
import { RefusedEnvelopeError } from './refusal';

/** The media type of the payload (Notary Project signature specification 1.0, payload). */
export const PAYLOAD_TYPE = 'application/vnd.cncf.notary.payload.v1+json';

/** What was signed. */
export interface Payload {
  readonly artifact: Descriptor;
  /** For display: long values are cut, and the number of those that are too much stands in their place. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads the payload of an envelope.
 *
 * @throws StrictJsonError, RefusedEnvelopeError EnvelopeTooLarge
 */
export function readPayload(content: Buffer): Payload {
  const shape = { known: ['targetArtifact'], others: 'allowed' } as const;
  const payload = readMembers(readStrictJson(content), 'the payload', shape);
  const read = readDescriptor(payload.get('targetArtifact'), 'targetArtifact');
  const annotations = read.members.get('annotations');
  const metadata = annotations === undefined ? new Map() : readMetadata(annotations);
  return { artifact: read.descriptor, metadata };
}

/** Names of metadata are free: Go writes `&` as an escape, and compares them exactly. */
function readMetadata(annotations: JsonValue): Map<string, string> {
  const { members } = requireObject(annotations, 'annotations');
  const names = [...members.keys()];
  if (
    names.length > MAX_METADATA_ENTRIES ||
    names.some((name) => name.length > MAX_METADATA_NAME_CHARACTERS)
  ) {
    throw new RefusedEnvelopeError('EnvelopeTooLarge', 'it has too much user metadata');
  }
  const metadata = new Map<string, string>();
  let characters = 0;
  for (const name of names) {
    const value = cutForDisplay(requireText(members.get(name), 'a value of annotations'));
    characters += name.length + value.length;
    if (characters <= MAX_METADATA_CHARACTERS) metadata.set(name, value);
  }
  const more = names.length - metadata.size;
  return more === 0 ? metadata : metadata.set('…', `${more} more`);
}
