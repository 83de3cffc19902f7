import { say } from '../agent/log';
import { isDebug } from '../agent/variable';
import { type Reference, formatReference, scopeOf } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { VerifyInputs } from '../inputs';
import { verifyInvocation } from '../notation/arguments';
import { parseError, parseLoggedFailures, parseReasons, parseStatement } from '../notation/output';
import type { ProcessResult } from '../notation/processGroup';
import { type TrustPolicy, applicableStatement, readTrustPolicy } from '../notation/trustPolicy';
import { stageTrust } from '../notation/trustStore';
import type { ArtifactResult, StepReport, Warning } from '../report/result';
import { chooseArtifacts } from './artifacts';
import { forEachArtifact } from './batch';
import { startNotation, withHome } from './session';
import { matches } from './statement';

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
    for (const file of leftOut) say('Notice_LeftOut', file);
    const results = await forEachArtifact(artifacts, 'Log_Verifying', async (artifact, onLine) => {
      const invocation = verifyInvocation(notation.version, {
        reference: formatReference(artifact),
        referrers: inputs.referrers,
        verbosity: isDebug() ? 'debug' : 'reasons',
      });
      return resultOf(artifact, policy, await notation.run(invocation, {}, onLine));
    });
    return { artifacts: results, warnings, failOnWarning: inputs.failOnWarning };
  });
}

function resultOf(artifact: Reference, policy: TrustPolicy, run: ProcessResult): ArtifactResult {
  const reference = formatReference(artifact);
  if (run.exitCode !== 0) {
    const error = parseError(run.stderr) ?? `exit code ${run.exitCode ?? run.signal ?? ''}`;
    throw new TaskError('VerifyFailed', [
      reference,
      [...parseReasons(run.stderr), error].join('; '),
    ]);
  }
  const said = parseStatement(run.stdout);
  if (said.kind === 'nothing' || said.kind === 'signed' || !matches(artifact, said.reference)) {
    throw new TaskError('AnswerUnknown', [reference]);
  }
  const statement = applicableStatement(policy, scopeOf(artifact))?.name ?? '';
  const shortfalls: Warning[] = parseLoggedFailures(run.stderr).map(({ check, reason }) => ({
    key: 'Warning_LoggedFailure',
    values: [said.reference, check, reason, statement],
    isShortfall: true,
  }));
  if (said.kind === 'skipped') {
    const values = [said.reference, statement];
    shortfalls.push({ key: 'Warning_Skipped', values, isShortfall: true });
  }
  return {
    reference,
    resolved: said.reference,
    status: said.kind,
    warnings: shortfalls,
    error: undefined,
  };
}
