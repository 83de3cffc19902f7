import { buildMetadata } from '../agent/build';
import { conflictGroups } from '../artifacts/conflictGroups';
import { azureIdentity } from '../azure/identity';
import { TaskError } from '../errors';
import type { SignInputs } from '../inputs';
import { checkPluginRules } from '../plugins/rules';
import { preparePlugin } from '../plugins/prepare';
import type { StepReport } from '../report/result';
import { chooseArtifacts } from './artifacts';
import { forEachArtifact } from './batch';
import { logIn } from './login';
import { startNotation, withWorkspace } from './session';
import { SignedBefore } from './signingLedger';
import { signArtifact } from './signing';
import { applyTrust, openTrust } from './trust';
import { skipVerified } from './existingSignature';

/**
 * Signs the artifacts of a step.
 *
 * @throws TaskError for what concerns the whole step; what fails of an artifact is in the report
 */
export function sign(inputs: SignInputs): Promise<StepReport> {
  const { artifacts, warnings } = chooseArtifacts(inputs, 'warn');
  const { maxParallel, failOnWarning, mirror, containerRegistry } = inputs;
  const advice = checkPluginRules(inputs.plugin, inputs);
  const skip = inputs.skipSigned && openTrust(inputs.skipSigned, artifacts);
  return withWorkspace(async (workspace) => {
    const notation = await startNotation(workspace);
    if (inputs.timestamp !== undefined && !notation.version.knowsTimestamps) {
      throw new TaskError('NotationWithoutTimestamps', [notation.version.name]);
    }
    const login = await logIn(containerRegistry);
    const plugin = await preparePlugin(inputs.plugin, mirror, workspace);
    // After the downloads: a credential is written when it is needed, not before.
    const identity = await azureIdentity(connectionOf(inputs), workspace.credentials);
    const before = new SignedBefore();
    try {
      if (inputs.skipSigned && skip) applyTrust(inputs.skipSigned, skip.trust, workspace);
      const verifiedBefore = skipVerified(inputs, skip?.trust.policy, notation, login);
      const userMetadata = new Map([
        ...(inputs.buildMetadata ? buildMetadata() : []),
        ...inputs.userMetadata,
      ]);
      const signing = {
        ...{ inputs, notation, plugin, identity, login },
        ...{ userMetadata, before, verifiedBefore },
      };
      const groups = conflictGroups(artifacts);
      const batch = { artifacts, groups, maxParallel, title: 'Log_Signing' } as const;
      const results = await forEachArtifact(batch, (artifact, show) =>
        signArtifact(signing, artifact, show),
      );
      const notationVersion = notation.version.name;
      const all = [...warnings, ...advice, ...(skip?.warnings ?? [])];
      return { command: 'sign', notationVersion, artifacts: results, warnings: all, failOnWarning };
    } finally {
      before.save();
      identity.close();
    }
  });
}

function connectionOf({ plugin }: SignInputs): string | undefined {
  return plugin.kind === 'custom' ? undefined : plugin.connection;
}
