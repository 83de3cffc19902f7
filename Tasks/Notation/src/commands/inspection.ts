import { SIGNATURE_ARTIFACT_TYPE } from '../artifacts/mediaTypes';
import { withDigest } from '../artifacts/reference';
import type { Warning } from '../messages';
import type { Signature } from '../notation/signature';
import type { Descriptor } from '../registry/descriptor';
import type { Referrers } from '../registry/listing';
import { type LeftOutSignature, readSignature } from '../registry/signatures';
import type { ArtifactResult, AttachedArtifact } from '../report/result';
import { cells } from '../report/signatures';
import type { BatchItem } from './batch';
import { type ImagePart, resolvePart, tellAttestations } from './imagePart';
import { type RegistryAccess, type ResolvedArtifact, withinDeadline } from './registryAccess';

/** Signatures of one artifact that are shown at most. */
const MAX_INSPECTED_SIGNATURES = 1000;

/** Other artifacts attached to one artifact that are shown at most: each is asked for its signatures. */
const MAX_INSPECTED_ATTACHED = 100;

/**
 * Reads what the registry has of one part: its signatures, and what else is attached to it.
 *
 * @throws TaskError of the failure
 */
export async function inspectPart(
  access: RegistryAccess,
  item: BatchItem,
  part: ImagePart,
): Promise<ArtifactResult> {
  const { log } = item;
  tellAttestations(item, part);
  const resolved = await resolvePart(access, part, item);
  const reference = resolved.artifact.name;
  const isSignature = (type: string | undefined): boolean => type === SIGNATURE_ARTIFACT_TYPE;
  const [listing = none, others = none] = await withinDeadline(reference, item, (context) =>
    access.reader.listKinds(
      resolved.artifact,
      resolved.descriptor,
      [
        { isWanted: isSignature, max: MAX_INSPECTED_SIGNATURES, isExpected: true },
        {
          isWanted: (type) => !isSignature(type),
          max: MAX_INSPECTED_ATTACHED,
          isExpected: false,
        },
      ],
      context,
    ),
  );
  const { signatures, leftOut } = await readSignatures(access, item, resolved, listing);
  const attached: AttachedArtifact[] = [];
  for (const referrer of others.referrers) {
    attached.push(await readAttached(access, item, resolved, referrer));
  }
  if (signatures.length + leftOut.length === 0) log.message('Log_NoSignature');
  for (const signature of signatures) log.message('Log_Signature', ...cells(signature));
  for (const { digest, reason } of leftOut) log.message('Notice_SignatureLeftOut', digest, reason);
  return {
    ...{ artifact: item.artifact, resolved: resolved.artifact, status: 'inspected' },
    ...{ mediaType: resolved.descriptor.mediaType, signatures, leftOut, attached },
    warnings: [
      ...(listing.hasMore ? [more('Warning_MoreSignatures', MAX_INSPECTED_SIGNATURES)] : []),
      ...(others.hasMore ? [more('Warning_MoreAttached', MAX_INSPECTED_ATTACHED)] : []),
    ].map((warning) => ({ ...warning, values: [reference, ...warning.values] })),
    error: undefined,
  };
}

const none: Referrers = { referrers: [], leftOut: [], hasMore: false };

function more(key: Warning['key'], max: number): Warning {
  return { key, values: [String(max)], isShortfall: false };
}

async function readSignatures(
  { reader }: RegistryAccess,
  item: BatchItem,
  { artifact, descriptor }: ResolvedArtifact,
  listing: Referrers,
): Promise<{ signatures: Signature[]; leftOut: LeftOutSignature[] }> {
  const signatures: Signature[] = [];
  const leftOut: LeftOutSignature[] = listing.leftOut.map((one) => ({
    ...one,
    code: 'SignatureUnreadable',
  }));
  for (const listed of listing.referrers) {
    const reading = await withinDeadline(artifact.name, item, (context) =>
      readSignature(reader, { repository: artifact, descriptor }, listed, context),
    );
    if ('code' in reading) leftOut.push(reading);
    else signatures.push(reading.signature);
  }
  return { signatures, leftOut };
}

async function readAttached(
  { reader }: RegistryAccess,
  item: BatchItem,
  { artifact }: ResolvedArtifact,
  { mediaType, digest, size, artifactType }: Descriptor,
): Promise<AttachedArtifact> {
  const reference = withDigest(artifact, digest).name;
  const subject = { mediaType, digest, size };
  const { referrers } = await withinDeadline(reference, item, (context) =>
    reader.listReferrers(...[artifact, subject, SIGNATURE_ARTIFACT_TYPE, 1, context]),
  );
  return { digest, artifactType, size, isSigned: referrers.length > 0 };
}
