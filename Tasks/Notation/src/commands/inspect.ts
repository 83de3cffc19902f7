import { say } from '../agent/log';
import { SIGNATURE_ARTIFACT_TYPE } from '../artifacts/mediaTypes';
import { formatReference } from '../artifacts/reference';
import type { InspectInputs } from '../inputs';
import type { Signature } from '../notation/signature';
import { type LeftOutSignature, readSignature } from '../registry/signatures';
import { printHeader } from '../report/header';
import type { ArtifactResult, StepReport } from '../report/result';
import { cells } from '../report/signatures';
import { chooseArtifacts } from './artifacts';
import { ArtifactBatch, type BatchItem } from './batch';
import {
  type RegistryAccess,
  openRegistryAccess,
  resolveArtifact,
  withinDeadline,
} from './registryAccess';

/** Signatures of one artifact that are shown at most. */
const MAX_INSPECTED_SIGNATURES = 1000;

/**
 * Tells who signed the artifacts of a step, when and with which metadata. It verifies nothing, and
 * runs no notation.
 *
 * @throws TaskError for what concerns the whole step; what fails of an artifact is in the report
 */
export async function inspect(inputs: InspectInputs): Promise<StepReport> {
  const { artifacts, warnings } = chooseArtifacts(inputs, 'warn');
  const { failOnWarning } = inputs;
  printHeader();
  say('Notice_InspectingIsNotVerifying');
  const registry = await openRegistryAccess(inputs);
  try {
    const batch = new ArtifactBatch({ ...inputs, artifacts });
    const results = await batch.run((item) => inspectArtifact(registry, item));
    return {
      ...{ command: 'inspect', notationVersion: undefined, artifacts: results },
      ...{ warnings, failOnWarning },
    };
  } finally {
    registry.close();
  }
}

async function inspectArtifact(registry: RegistryAccess, item: BatchItem): Promise<ArtifactResult> {
  const { log } = item;
  const { artifact, descriptor } = await resolveArtifact(registry, item.artifact, item);
  const resolved = formatReference(artifact);
  const listing = await withinDeadline(resolved, item, (context) =>
    registry.reader.listReferrers(
      ...[artifact, descriptor, SIGNATURE_ARTIFACT_TYPE, MAX_INSPECTED_SIGNATURES, context],
    ),
  );
  const signatures: Signature[] = [];
  const leftOut: LeftOutSignature[] = listing.leftOut.map((one) => ({
    ...one,
    code: 'SignatureUnreadable',
  }));
  for (const listed of listing.referrers) {
    const reading = await withinDeadline(resolved, item, (context) =>
      readSignature(registry.reader, { repository: artifact, descriptor }, listed, context),
    );
    if ('code' in reading) leftOut.push(reading);
    else signatures.push(reading.signature);
  }
  if (signatures.length + leftOut.length === 0) log.say('Log_NoSignature');
  for (const signature of signatures) log.say('Log_Signature', ...cells(signature));
  for (const { digest, reason } of leftOut) log.say('Notice_SignatureLeftOut', digest, reason);
  return {
    reference: formatReference(item.artifact),
    resolved,
    status: 'inspected',
    signatures,
    leftOut,
    warnings: listing.hasMore
      ? [
          {
            key: 'Warning_MoreSignatures',
            values: [resolved, String(MAX_INSPECTED_SIGNATURES)],
            isShortfall: false,
          },
        ]
      : [],
    error: undefined,
  };
}
