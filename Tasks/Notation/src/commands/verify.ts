import { say } from '../agent/log';
import type { VerifyInputs } from '../inputs';
import { uncheckedNotices } from '../notation/uncheckedNotices';
import type { Workspace } from '../notation/workspace';
import type { Plugin } from '../plugins/signingPlugin';
import type { StepReport, TimedResult } from '../report/result';
import { chooseArtifacts } from './artifacts';
import { ArtifactBatch } from './batch';
import { openRegistryAccess } from './registryAccess';
import { startNotation, withWorkspace } from './session';
import type { StepResources } from './stepResources';
import { verifyUnderEach } from './policyResults';
import { applyTrust } from './stagedTrust';
import { openTrust } from './trust';
import { MAX_SIGNATURES } from './verification';

/**
 * Verifies the artifacts of a step against its trust policy and trust store.
 *
 * @throws TaskError for what concerns the whole step; what fails of an artifact is in the report
 */
export function verify(inputs: VerifyInputs, resources: StepResources): Promise<StepReport> {
  const { artifacts, warnings } = chooseArtifacts(inputs, 'refuse');
  const { failOnWarning, userMetadata, plugin, maxSignatures = MAX_SIGNATURES } = inputs;
  const trust = openTrust(inputs.trust, artifacts);
  return withWorkspace(resources, async (workspace) => {
    const notation = await startNotation(workspace, inputs.mirror, resources);
    for (const key of uncheckedNotices(notation.version)) say(key, notation.version.name);
    if (plugin) await install(plugin, inputs.mirror, workspace);
    const policiesFor = await applyTrust(inputs.trust, trust, workspace, notation);
    const registry = await openRegistryAccess(inputs);
    try {
      const verification = {
        ...{ registry, layouts: workspace.layouts },
        ...{ userMetadata, plugin, maxSignatures },
      };
      const batch = new ArtifactBatch({ ...inputs, artifacts, title: 'Log_Verifying' });
      const results = await batch.run((item) => verifyUnderEach(verification, policiesFor, item));
      const shown = inputs.showSigner ? results : results.map(withoutSigners);
      const notationVersion = notation.version.name;
      const all = [...warnings, ...trust.warnings];
      return { command: 'verify', notationVersion, artifacts: shown, warnings: all, failOnWarning };
    } finally {
      registry.close();
    }
  });
}

function withoutSigners(result: TimedResult): TimedResult {
  const policies = result.policies?.map((row) => ({ ...row, signature: undefined }));
  return { ...result, signature: undefined, policies };
}

/** Loads the modules that download and unpack only where a step needs them: few verify with a plugin. */
async function install(
  plugin: Plugin,
  mirror: string | undefined,
  workspace: Workspace,
): Promise<void> {
  const { installPlugin } = await import('../plugins/install');
  await installPlugin(plugin, mirror, workspace);
}
