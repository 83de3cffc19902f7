import { say } from '../agent/log';
import { separateGroups } from '../artifacts/conflictGroups';
import type { VerifyInputs } from '../inputs';
import { uncheckedNotices } from '../notation/uncheckedNotices';
import type { installPlugin } from '../plugins/install';
import type { StepReport } from '../report/result';
import { chooseArtifacts } from './artifacts';
import { forEachArtifact } from './batch';
import { logIn } from './login';
import { type StepResources, startNotation, withWorkspace } from './session';
import { applyTrust, openTrust } from './trust';
import { verifyArtifact } from './verification';

/**
 * Verifies the artifacts of a step against its trust policy and trust store.
 *
 * @throws TaskError for what concerns the whole step; what fails of an artifact is in the report
 */
export function verify(inputs: VerifyInputs, resources: StepResources): Promise<StepReport> {
  const { artifacts, warnings } = chooseArtifacts(inputs, 'refuse');
  const { maxParallel, failOnWarning, containerRegistry } = inputs;
  const { trust, warnings: trustWarnings } = openTrust(inputs.trust, artifacts);
  return withWorkspace(resources, async (workspace) => {
    const notation = await startNotation(workspace, resources);
    for (const key of uncheckedNotices(notation.version)) say(key, notation.version.name);
    applyTrust(inputs.trust, trust, workspace);
    const login = await logIn(containerRegistry);
    if (inputs.plugin) await install(inputs.plugin, inputs.mirror, workspace);
    const groups = separateGroups(artifacts);
    const batch = { artifacts, groups, maxParallel, title: 'Log_Verifying' } as const;
    const verification = { ...inputs, notation, policy: trust.policy, login };
    const results = await forEachArtifact(batch, (artifact, show) =>
      verifyArtifact(verification, artifact, show),
    );
    const notationVersion = notation.version.name;
    const all = [...warnings, ...trustWarnings];
    return { command: 'verify', notationVersion, artifacts: results, warnings: all, failOnWarning };
  });
}

/** Loads what downloads and unpacks only where a step needs it: few verify with a plugin. */
async function install(...args: Parameters<typeof installPlugin>): Promise<void> {
  return (await import('../plugins/install')).installPlugin(...args);
}
