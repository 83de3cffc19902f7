import { logMessage } from '../agent/log';
import type { VerifyInputs } from '../inputs';
import { uncheckedNotices } from '../notation/uncheckedNotices';
import type { Workspace } from '../notation/workspace';
import type { Plugin } from '../plugins/signingPlugin';
import type { PluginEvidence } from '../releases/programEvidence';
import type { ArtifactResult, StepReport } from '../report/result';
import { trustEvidence } from '../trust/evidence';
import { ArtifactBatch } from './batch';
import { selectArtifacts, tellUnexpected } from './imageFiles';
import { partAt } from './imagePart';
import { withSession } from './session';
import type { StepResources } from './stepResources';
import { applyTrust } from './stagedTrust';
import { openTrust } from './trust';
import { DEFAULT_MAX_SIGNATURES } from './verification';
import { batchOf, partsToVerify, verifyPart } from './wholeImage';

/**
 * Verifies the artifacts of a step against its trust policy and trust store.
 *
 * @throws TaskError for errors of the whole step. The report contains the errors of artifacts
 */
export async function verify(inputs: VerifyInputs, resources: StepResources): Promise<StepReport> {
  const selection = await selectArtifacts(inputs, 'refuse');
  const { artifacts, warnings, files, namedIn } = selection;
  const pinTo = inputs.images?.pinTo;
  const { failOnWarning, userMetadata, plugin, maxSignatures = DEFAULT_MAX_SIGNATURES } = inputs;
  const trust = openTrust(inputs.trust, artifacts);
  // The code that pins is loaded only where a step has files.
  const pins = files === undefined ? undefined : await import('./pins');
  if (files !== undefined && pinTo !== undefined) pins?.checkPins(files, pinTo);
  return withSession(inputs, resources, async ({ workspace, notation, registry, program }) => {
    for (const key of uncheckedNotices(notation.version)) logMessage(key, notation.version.name);
    tellUnexpected(selection);
    const installed = plugin && (await install(plugin, inputs.mirror, workspace));
    const { policiesFor, trusts } = await applyTrust(inputs.trust, trust, workspace, notation);
    const verification = {
      ...{ registry, layouts: workspace.layouts },
      ...{ userMetadata, plugin, maxSignatures },
    };
    const parts = await partsToVerify(registry, artifacts, inputs, policiesFor);
    const batch = new ArtifactBatch({ ...inputs, ...batchOf(parts), namedIn });
    const results = await batch.run(async (item) => {
      const part = partAt(parts, item.position);
      const result = await verifyPart(verification, policiesFor, item, part);
      return inputs.showSigner ? result : withoutSigner(result);
    });
    const notationVersion = notation.version.name;
    const all = [...warnings, ...trust.warnings];
    const report: StepReport = {
      ...{ command: 'verify', notationVersion, artifacts: results, warnings: all, failOnWarning },
      evidence: {
        ...{ notation: await program, plugin: installed, keyId: undefined },
        trusts: trusts.map(trustEvidence),
      },
    };
    if (files === undefined || pins === undefined) return report;
    return await pins.addPins(report, files, artifacts, pinTo);
  });
}

function withoutSigner(result: ArtifactResult): ArtifactResult {
  const policies = result.policies?.map((row) => ({ ...row, signature: undefined }));
  return { ...result, signature: undefined, policies };
}

/** Loads the modules that download and unpack only when needed: few steps verify with a plugin. */
async function install(
  plugin: Plugin,
  mirror: string | undefined,
  workspace: Workspace,
): Promise<PluginEvidence> {
  const { installPlugin } = await import('../plugins/install');
  return installPlugin(plugin, mirror, workspace);
}
