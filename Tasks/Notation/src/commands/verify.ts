import { say } from '../agent/log';
import { isDebug } from '../agent/variable';
import { type Reference, formatReference, scopeOf } from '../artifacts/reference';
import type { VerifyInputs } from '../inputs';
import { blindSpots } from '../notation/blindSpots';
import { verifyInvocation } from '../notation/arguments';
import type { SignatureFailure } from '../notation/failure';
import { parseSignatureFailure } from '../notation/output';
import { type TrustPolicy, applicableStatement, readTrustPolicy } from '../notation/trustPolicy';
import { stageTrust } from '../notation/trustStore';
import type { ArtifactResult, StepReport, Warning } from '../report/result';
import { chooseArtifacts } from './artifacts';
import { runPatiently } from './attempts';
import { forEachArtifact, showLine } from './batch';
import { type Answer, answerOf, notationWarnings } from './notationResult';
import { startNotation, withHome } from './session';

/** notation itself looks at no more signatures of an artifact unless told. */
const MOST_FAILURES = 100;

/**
 * Verifies the artifacts of a step against its trust policy and trust store.
 *
 * @throws TaskError for what concerns the whole step; what fails of an artifact is in the report
 */
export function verify(inputs: VerifyInputs): Promise<StepReport> {
  const { artifacts, warnings } = chooseArtifacts(inputs, 'refuse');
  const policy = readTrustPolicy(inputs.trustPolicy);
  return withHome(async (home) => {
    const leftOut = stageTrust(home, policy, inputs.trustStore);
    const notation = await startNotation(home);
    for (const key of blindSpots(notation.version)) say(key, notation.version.name);
    for (const file of leftOut) say('Notice_LeftOut', file);
    const results = await forEachArtifact(artifacts, 'Log_Verifying', async (artifact) => {
      const reference = formatReference(artifact);
      const { referrers } = inputs;
      const verbosity = isDebug() ? 'debug' : 'reasons';
      const invocation = verifyInvocation(notation.version, { reference, referrers, verbosity });
      let failures: SignatureFailure[] = [];
      const run = await runPatiently(reference, inputs.timeout, (timeout) => {
        failures = [];
        return notation.run(invocation, {
          timeout,
          onLine: (line) => {
            showLine(line);
            const failure = parseSignatureFailure(line);
            if (failure !== undefined && failures.length < MOST_FAILURES) failures.push(failure);
          },
        });
      });
      return resultOf(
        artifact,
        policy,
        answerOf(artifact, run, ['verified', 'skipped'], 'VerifyFailed', failures),
      );
    });
    return { artifacts: results, warnings, failOnWarning: inputs.failOnWarning };
  });
}

function resultOf(
  artifact: Reference,
  policy: TrustPolicy,
  { statement, warnings }: Answer,
): ArtifactResult {
  const { kind, reference: resolved } = statement;
  const policyStatement = applicableStatement(policy, scopeOf(artifact))?.name ?? '';
  const logged: Warning[] = warnings.loggedFailures.map(({ check, reason }) => ({
    key: 'Warning_LoggedFailure',
    values: [resolved, check, reason, policyStatement],
    isShortfall: true,
  }));
  const skipped: Warning = {
    key: 'Warning_Skipped',
    values: [resolved, policyStatement],
    isShortfall: true,
  };
  return {
    reference: formatReference(artifact),
    resolved,
    status: kind === 'skipped' ? 'skipped' : 'verified',
    warnings: [
      ...(kind === 'skipped' ? [skipped] : []),
      ...logged,
      ...notationWarnings(resolved, warnings),
    ],
    error: undefined,
  };
}
