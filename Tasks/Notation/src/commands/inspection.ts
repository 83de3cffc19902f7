import { type Reference, formatReference } from '../artifacts/reference';
import { type RegistryLogin, loginEnvironment } from '../azure/registryLogin';
import { TaskError } from '../errors';
import { type Referrers, inspectInvocation } from '../notation/arguments';
import type { Notation } from '../notation/cli';
import { explainFailure } from '../notation/failure';
import { type Signature, parseInspection } from '../notation/inspection';
import { parseError } from '../notation/output';
import { runPatiently } from './attempts';
import type { Show } from './batch';

/** What artifacts are inspected with. */
export interface Inspection {
  readonly notation: Notation;
  readonly referrers: Referrers;
  readonly insecureRegistry: boolean;
  /** Milliseconds for one artifact. */
  readonly timeout: number;
  readonly login: RegistryLogin | undefined;
}

/**
 * The signatures of an artifact, as they describe themselves.
 *
 * @throws TaskError of the failure; InspectFailed
 */
export async function inspectArtifact(
  { notation, referrers, insecureRegistry, timeout, login }: Inspection,
  artifact: Reference,
  show: Show,
): Promise<readonly Signature[]> {
  const reference = formatReference(artifact);
  const invocation = inspectInvocation(notation.version, {
    reference,
    referrers,
    insecureRegistry,
  });
  const changes = loginEnvironment(login, artifact.registry);
  const run = await runPatiently(reference, timeout, show, (left) =>
    notation.run(invocation, { changes, timeout: left, keepOutput: true }),
  );
  const signatures = parseInspection(run.output);
  // It exits 1 where it left out a signature that it could not read: the others count.
  if (signatures !== undefined) return signatures;
  const error = parseError(run.stderr) ?? `exit code ${run.exitCode ?? run.signal ?? 'unknown'}`;
  const { code, reason } = explainFailure(error, [], 'InspectFailed');
  throw new TaskError(code, [reference, reason]);
}
