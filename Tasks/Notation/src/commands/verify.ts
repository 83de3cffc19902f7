import { say } from '../agent/log';
import type { VerifyInputs } from '../inputs';
import { uncheckedNotices } from '../notation/uncheckedNotices';
import type { Workspace } from '../notation/workspace';
import type { Plugin } from '../plugins/signingPlugin';
import type { StepReport } from '../report/result';
import { chooseArtifacts } from './artifacts';
import { ArtifactBatch } from './batch';
import { partAt } from './imagePart';
import { openRegistryAccess } from './registryAccess';
import { startNotation, withWorkspace } from './session';
import type { StepResources } from './stepResources';
import { applyTrust, openTrust } from './trust';
import { MAX_SIGNATURES } from './verification';
import { namesOf, partsToVerify, verifyPart, withPlaces } from './wholeImage';

/**
 * Verifies the artifacts of a step against its trust policy and trust store.
 *
 * @throws TaskError for what concerns the whole step; what fails of an artifact is in the report
 */
export function verify(inputs: VerifyInputs, resources: StepResources): Promise<StepReport> {
  const { artifacts, warnings } = chooseArtifacts(inputs, 'refuse');
  const { failOnWarning, userMetadata, plugin, maxSignatures = MAX_SIGNATURES } = inputs;
  const { trust, warnings: trustWarnings } = openTrust(inputs.trust, artifacts);
  return withWorkspace(resources, async (workspace) => {
    const notation = await startNotation(workspace, inputs.mirror, resources);
    for (const key of uncheckedNotices(notation.version)) say(key, notation.version.name);
    applyTrust(inputs.trust, trust, workspace);
    if (plugin) await install(plugin, inputs.mirror, workspace);
    const registry = await openRegistryAccess(inputs);
    try {
      const verification = {
        ...{ notation, registry, policy: trust.policy, layouts: workspace.layouts },
        ...{ userMetadata, plugin, maxSignatures },
      };
      const parts = await partsToVerify(registry, artifacts, inputs, trust.policy);
      const batch = new ArtifactBatch({ ...inputs, ...namesOf(parts), title: 'Log_Verifying' });
      const results = await batch.run((item, position) =>
        verifyPart(verification, item, partAt(parts, position)),
      );
      const shown = inputs.showSigner
        ? withPlaces(results, parts)
        : withPlaces(results, parts).map((result) => ({ ...result, signature: undefined }));
      const notationVersion = notation.version.name;
      const all = [...warnings, ...trustWarnings];
      return { command: 'verify', notationVersion, artifacts: shown, warnings: all, failOnWarning };
    } finally {
      registry.close();
    }
  });
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
