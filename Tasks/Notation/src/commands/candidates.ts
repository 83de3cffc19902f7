import { type Reference, formatReference } from '../artifacts/reference';
import { TaskError } from '../errors';
import { explainFailure } from '../notation/failure';
import type { Signature } from '../notation/inspection';
import type { Show } from './batch';
import { type Inspection, inspectArtifact } from './inspection';

/** A plugin's name, and nothing that could lead out of the folder of plugins. */
const plainName = /^[A-Za-z0-9][\w.-]*$/;

/**
 * The signatures that notation would try, before it does. It runs what a signature names as its
 * verification plugin before it looks at who signed, and takes the name for a path (notation-go
 * 1.0.0 to 1.3.2: verifier.go, plugin/manager.go): nobody who may push shall choose a program. What
 * notation cannot show, it may still try, so that is refused as well.
 *
 * @throws TaskError SignaturePluginRefused; of what kept notation from reading them
 */
export async function candidatesOf(
  inspection: Inspection,
  artifact: Reference,
  show: Show,
): Promise<readonly Signature[]> {
  const { signatures, leftOut } = await inspectArtifact(inspection, artifact, show, 'VerifyFailed');
  const foreign = signatures.find(
    ({ verificationPlugin }) =>
      verificationPlugin !== undefined && !plainName.test(verificationPlugin),
  );
  if (leftOut !== undefined) {
    const { code, reason } = explainFailure(leftOut, [], 'SignaturePluginRefused');
    throw new TaskError(code, [formatReference(artifact), reason]);
  }
  if (foreign === undefined) return signatures;
  const named = `${foreign.digest}: ${foreign.verificationPlugin ?? ''}`;
  throw new TaskError('SignaturePluginRefused', [formatReference(artifact), named]);
}
