import { isDebug } from '../agent/variable';
import { type Reference, formatReference } from '../artifacts/reference';
import { azureIdentity } from '../azure/serviceConnection';
import { TaskError } from '../errors';
import type { SignInputs } from '../inputs';
import { signInvocation } from '../notation/arguments';
import type { ProcessResult } from '../notation/processGroup';
import { parseError, parseStatement } from '../notation/output';
import { keyVaultConfig } from '../plugins/azureKeyVault';
import { KEY_VAULT, stagePlugin } from '../plugins/stage';
import type { ArtifactResult, StepReport } from '../report/result';
import { chooseArtifacts } from './artifacts';
import { forEachArtifact } from './batch';
import { startNotation, withHome } from './session';
import { matches } from './statement';

/**
 * Signs the artifacts of a step.
 *
 * @throws TaskError for what concerns the whole step; what fails of an artifact is in the report
 */
export function sign(inputs: SignInputs): Promise<StepReport> {
  const { artifacts, warnings } = chooseArtifacts(inputs, 'warn');
  const identity = azureIdentity(inputs.plugin.connection);
  return withHome(async (home) => {
    const notation = await startNotation(home);
    if (inputs.timestamp !== undefined && !notation.version.knowsTimestamps) {
      throw new TaskError('TimestampsUnknown', [notation.version.name]);
    }
    await stagePlugin(KEY_VAULT, inputs.plugin.version, home);
    const results = await forEachArtifact(artifacts, 'Log_Signing', async (artifact, onLine) => {
      const invocation = signInvocation(notation.version, {
        reference: formatReference(artifact),
        referrers: inputs.referrers,
        verbosity: isDebug() ? 'debug' : 'reasons',
        plugin: KEY_VAULT.name,
        keyId: inputs.plugin.keyId,
        signatureFormat: inputs.signatureFormat,
        pluginConfig: keyVaultConfig(inputs.plugin, identity.credentialType),
        timestamp: inputs.timestamp,
      });
      return resultOf(artifact, await notation.run(invocation, identity.environment, onLine));
    });
    return { artifacts: results, warnings, failOnWarning: inputs.failOnWarning };
  });
}

function resultOf(artifact: Reference, run: ProcessResult): ArtifactResult {
  const reference = formatReference(artifact);
  if (run.exitCode !== 0) {
    const reason = parseError(run.stderr) ?? `exit code ${run.exitCode ?? run.signal ?? ''}`;
    throw new TaskError('SignFailed', [reference, reason]);
  }
  const said = parseStatement(run.stdout);
  if (said.kind !== 'signed' || !matches(artifact, said.reference)) {
    throw new TaskError('AnswerUnknown', [reference]);
  }
  return { reference, resolved: said.reference, status: 'signed', warnings: [], error: undefined };
}
