import { boundMasked } from '../agent/secret';
import { type Reference, formatReference } from '../artifacts/reference';
import { TaskError } from '../errors';
import { explainFailure } from '../notation/failure';
import { isPluginName } from '../text/pluginName';
import type { Show } from './batch';
import { type Inspected, type Inspection, inspectArtifact } from './inspection';

/** The longest part of such a name that an error shows: a signature may hold one of any length. */
const MAX_NAME_CHARACTERS = 200;

/**
 * Looks at the signatures of an artifact before notation tries them. It runs what a signature names
 * as its verification plugin before it looks at who signed, and takes the name for a path (notation-go
 * 1.0.0 to 1.3.2: verifier.go, plugin/manager.go): nobody who may push shall choose a program.
 *
 * @throws TaskError SignaturePluginRefused; of what kept notation from reading them
 */
export async function candidatesOf(
  inspection: Inspection,
  artifact: Reference,
  show: Show,
): Promise<Inspected> {
  const inspected = await inspectArtifact(inspection, artifact, show, 'VerifyFailed');
  for (const { digest, verificationPlugin: name } of inspected.signatures) {
    if (name === undefined || isPluginName(name)) continue;
    const shown = boundMasked(name, MAX_NAME_CHARACTERS);
    throw new TaskError('SignaturePluginRefused', [
      formatReference(artifact),
      `${digest}: ${shown}`,
    ]);
  }
  return inspected;
}

/**
 * What is told of a signature that notation turned to though nobody had looked at it: notation could
 * not show it, or it came in between.
 */
export function strangeSignature(
  artifact: Reference,
  digest: string,
  { leftOut }: Inspected,
): TaskError {
  const reference = formatReference(artifact);
  if (leftOut === undefined) return new TaskError('SignaturePluginRefused', [reference, digest]);
  const { code, reason } = explainFailure(leftOut, [], 'SignaturePluginRefused');
  return new TaskError(code, [reference, reason]);
}
