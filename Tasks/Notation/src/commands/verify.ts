import { say } from '../agent/log';
import type { VerifyInputs } from '../inputs';
import { uncheckedNotices } from '../notation/uncheckedNotices';
import type { Workspace } from '../notation/workspace';
import type { Plugin } from '../plugins/signingPlugin';
import type { PluginEvidence } from '../releases/programEvidence';
import type { StepReport } from '../report/result';
import { trustEvidence } from '../trust/evidence';
import { chooseArtifacts } from './artifacts';
import { ArtifactBatch } from './batch';
import { partAt } from './imagePart';
import { openRegistryAccess } from './registryAccess';
import { notationEvidence } from './programEvidence';
import { startNotation, withWorkspace } from './session';
import type { StepResources } from './stepResources';
import { applyTrust, openTrust } from './trust';
import { MAX_SIGNATURES } from './verification';
import { batchOf, partsToVerify, verifyPart } from './wholeImage';

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
    const program = notationEvidence(notation);
    const installed = plugin && (await install(plugin, inputs.mirror, workspace));
    const registry = await openRegistryAccess(inputs);
    try {
      const verification = {
        ...{ notation, registry, policy: trust.policy, layouts: workspace.layouts },
        ...{ userMetadata, plugin, maxSignatures },
      };
      const parts = await partsToVerify(registry, artifacts, inputs, trust.policy);
      const batch = new ArtifactBatch({ ...inputs, ...batchOf(parts) });
      const results = await batch.run(async (item, position) => {
        const result = await verifyPart(verification, item, partAt(parts, position));
        return inputs.showSigner ? result : { ...result, signature: undefined };
      });
      const notationVersion = notation.version.name;
      const all = [...warnings, ...trustWarnings];
      return {
        ...{ command: 'verify', notationVersion, artifacts: results, warnings: all, failOnWarning },
        evidence: {
          ...{ notation: await program, plugin: installed, keyId: undefined },
          trust: trustEvidence(trust),
        },
      };
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
): Promise<PluginEvidence> {
  const { installPlugin } = await import('../plugins/install');
  return installPlugin(plugin, mirror, workspace);
}
