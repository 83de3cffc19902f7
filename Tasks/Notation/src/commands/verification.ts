import { isDebug } from '../agent/variable';
import { type Reference, formatReference, scopeOf } from '../artifacts/reference';
import { type RegistryLogin, loginEnvironment } from '../azure/registryLogin';
import type { Warning } from '../messages';
import { type Referrers, verifyInvocation } from '../notation/arguments';
import type { Notation } from '../notation/cli';
import type { SignatureFailure } from '../notation/failure';
import { parseSignatureFailure } from '../notation/output';
import { type TrustPolicy, applicableStatement } from '../notation/trustPolicy';
import type { ReadyPlugin } from '../plugins/prepare';
import type { ArtifactResult } from '../report/result';
import { runPatiently } from './attempts';
import { type Show, showLine } from './batch';
import { type Answer, answerOf, notationWarnings } from './notationResult';

/** notation itself looks at no more signatures of an artifact unless told. */
const MOST_FAILURES = 100;

/** What artifacts are verified with. */
export interface Verification {
  readonly notation: Notation;
  readonly policy: TrustPolicy;
  readonly referrers: Referrers;
  readonly insecureRegistry: boolean;
  /** Milliseconds for one artifact. */
  readonly timeout: number;
  readonly login: RegistryLogin | undefined;
  /** The plugin that the signatures need. */
  readonly plugin: ReadyPlugin | undefined;
}

/**
 * Verifies one artifact.
 *
 * @throws TaskError of the failure
 */
export async function verifyArtifact(
  verification: Verification,
  artifact: Reference,
  show: Show,
): Promise<ArtifactResult> {
  const { notation, policy, referrers, insecureRegistry, timeout, login, plugin } = verification;
  const reference = formatReference(artifact);
  const invocation = verifyInvocation(notation.version, {
    reference,
    referrers,
    insecureRegistry,
    pluginConfig: plugin?.config(undefined) ?? {},
    verbosity: isDebug() ? 'debug' : 'reasons',
  });
  const changes = loginEnvironment(login, artifact.registry);
  let failures: SignatureFailure[] = [];
  const run = await runPatiently(reference, timeout, show, (left) => {
    failures = [];
    const onLine = (line: string): void => {
      show(() => showLine(line));
      const failure = parseSignatureFailure(line);
      if (failure !== undefined && failures.length < MOST_FAILURES) failures.push(failure);
    };
    return notation.run(invocation, { changes, timeout: left, onLine });
  });
  const answer = answerOf(artifact, run, ['verified', 'skipped'], 'VerifyFailed', failures);
  return resultOf(artifact, applicableStatement(policy, scopeOf(artifact))?.name, answer);
}

function resultOf(
  artifact: Reference,
  policyStatement: string | undefined,
  { statement, warnings }: Answer,
): ArtifactResult {
  const { kind, reference: resolved } = statement;
  const name = policyStatement ?? '';
  const logged: Warning[] = warnings.loggedFailures.map(({ check, reason }) => ({
    key: 'Warning_LoggedFailure',
    values: [resolved, check, reason, name],
    isShortfall: true,
  }));
  const skipped: Warning = {
    key: 'Warning_Skipped',
    values: [resolved, name],
    isShortfall: true,
  };
  return {
    reference: formatReference(artifact),
    resolved,
    status: kind === 'skipped' ? 'skipped' : 'verified',
    policyStatement,
    warnings: [
      ...(kind === 'skipped' ? [skipped] : []),
      ...logged,
      ...notationWarnings(resolved, warnings),
    ],
    error: undefined,
  };
}
