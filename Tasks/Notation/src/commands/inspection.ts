import { type Reference, formatReference } from '../artifacts/reference';
import { type RegistryLogin, loginEnvironment } from '../registry/login';
import { TaskError } from '../errors';
import type { ErrorCode } from '../messages';
import { type Referrers, inspectInvocation } from '../notation/arguments';
import type { Notation } from '../notation/cli';
import { explainFailure } from '../notation/failure';
import { type Signature, parseInspection } from '../notation/inspection';
import { parseError, parseLeftOut } from '../notation/output';
import { type TimeLimit, runWithRetry } from './attempts';
import type { Show } from './batch';
import { errorOf } from './notationResult';

/** What artifacts are inspected with. */
export interface Inspection extends TimeLimit {
  readonly notation: Notation;
  readonly referrers: Referrers;
  readonly insecureRegistry: boolean;
  readonly login: RegistryLogin | undefined;
  /** undefined: notation's own limit. */
  readonly maxSignatures?: number | undefined;
}

/** The signatures of an artifact, as they describe themselves. */
export interface Inspected {
  readonly signatures: readonly Signature[];
  /** Why notation left out one or more of them; undefined: these are all. */
  readonly leftOut: string | undefined;
}

/**
 * Has notation read the signatures of an artifact; nothing is verified.
 *
 * @param otherwise the code of a failure that says nothing more precise
 * @throws TaskError of the failure
 */
export async function inspectArtifact(
  { notation, login, ...request }: Inspection,
  artifact: Reference,
  show: Show,
  otherwise: ErrorCode = 'InspectFailed',
): Promise<Inspected> {
  const reference = formatReference(artifact);
  const { referrers, insecureRegistry, maxSignatures } = request;
  const asked = { reference, referrers, insecureRegistry, maxSignatures };
  const invocation = inspectInvocation(notation.version, asked);
  const changes = loginEnvironment(login, artifact.registry);
  const run = await runWithRetry(
    reference,
    request,
    show,
    (left) => notation.run(invocation, { changes, timeout: left, keepOutput: true }),
    (stderr) => parseLeftOut(stderr) ?? parseError(stderr),
  );
  const signatures = parseInspection(run.output);
  if (signatures === undefined) {
    const { code, reason } = explainFailure(errorOf(run), [], otherwise);
    throw new TaskError(code, [reference, reason]);
  }
  const leftOut = run.exitCode === 0 ? undefined : (parseLeftOut(run.stderr) ?? errorOf(run));
  return { signatures, leftOut };
}
