import { isDebug } from '../agent/variable';
import { type Reference, formatReference } from '../artifacts/reference';
import { lanesOf } from '../artifacts/schedule';
import { azureIdentity } from '../azure/serviceConnection';
import { TaskError } from '../errors';
import type { SignInputs } from '../inputs';
import { signInvocation } from '../notation/arguments';
import type { ProcessResult } from '../notation/processGroup';
import { keyVaultConfig } from '../plugins/azureKeyVault';
import { KEY_VAULT, stagePlugin } from '../plugins/stage';
import type { ArtifactResult, StepReport } from '../report/result';
import { chooseArtifacts } from './artifacts';
import { runPatiently } from './attempts';
import { forEachArtifact, showLine } from './batch';
import { answerOf, notationWarnings } from './notationResult';
import { startNotation, withHome } from './session';

/**
 * Signs the artifacts of a step.
 *
 * @throws TaskError for what concerns the whole step; what fails of an artifact is in the report
 */
export function sign(inputs: SignInputs): Promise<StepReport> {
  const { artifacts, warnings } = chooseArtifacts(inputs, 'warn');
  return withHome(async (home) => {
    const notation = await startNotation(home);
    if (inputs.timestamp !== undefined && !notation.version.knowsTimestamps) {
      throw new TaskError('TimestampsUnknown', [notation.version.name]);
    }
    const identity = await azureIdentity(inputs.plugin.connection, home.credentials);
    await stagePlugin(KEY_VAULT, inputs.plugin.version, inputs.mirror, home);
    const { maxParallel } = inputs;
    const lanes = lanesOf(artifacts);
    const batch = { artifacts, lanes, maxParallel, title: 'Log_Signing' } as const;
    const results = await forEachArtifact(batch, async (artifact, show) => {
      const reference = formatReference(artifact);
      const invocation = signInvocation(notation.version, {
        reference,
        referrers: inputs.referrers,
        verbosity: isDebug() ? 'debug' : 'reasons',
        plugin: KEY_VAULT.name,
        keyId: inputs.plugin.keyId,
        signatureFormat: inputs.signatureFormat,
        pluginConfig: keyVaultConfig(inputs.plugin, identity.credentialType),
        timestamp: inputs.timestamp,
      });
      const changes = identity.environment;
      const onLine = (line: string): void => show(() => showLine(line));
      const run = await runPatiently(reference, inputs.timeout, show, (timeout) =>
        notation.run(invocation, { changes, timeout, onLine }),
      );
      return resultOf(artifact, run);
    });
    return {
      command: 'sign',
      notationVersion: notation.version.name,
      artifacts: results,
      warnings,
      failOnWarning: inputs.failOnWarning,
    };
  });
}

function resultOf(artifact: Reference, run: ProcessResult): ArtifactResult {
  const { statement, warnings } = answerOf(artifact, run, ['signed'], 'SignFailed');
  return {
    reference: formatReference(artifact),
    resolved: statement.reference,
    status: 'signed',
    warnings: notationWarnings(statement.reference, warnings),
    error: undefined,
  };
}
