import { say } from '../agent/log';
import { separateGroups } from '../artifacts/conflictGroups';
import type { VerifyInputs } from '../inputs';
import { uncheckedNotices } from '../notation/uncheckedNotices';
import type { ReadyPlugin, preparePlugin } from '../plugins/prepare';
import type { StepReport } from '../report/result';
import { chooseArtifacts } from './artifacts';
import { forEachArtifact } from './batch';
import { logIn } from './login';
import { startNotation, withWorkspace } from './session';
import { applyTrust, openTrust } from './trust';
import { verifyArtifact } from './verification';

/**
 * Verifies the artifacts of a step against its trust policy and trust store.
 *
 * @throws TaskError for what concerns the whole step; what fails of an artifact is in the report
 */
export function verify(inputs: VerifyInputs): Promise<StepReport> {
  const { artifacts, warnings } = chooseArtifacts(inputs, 'refuse');
  const { maxParallel, failOnWarning, containerRegistry } = inputs;
  const { trust, warnings: trustWarnings } = openTrust(inputs.trust, artifacts);
  return withWorkspace(async (workspace) => {
    const notation = await startNotation(workspace);
    for (const key of uncheckedNotices(notation.version)) say(key, notation.version.name);
    applyTrust(inputs.trust, trust, workspace);
    const login = await logIn(containerRegistry);
    const plugin = inputs.plugin && (await preparedPlugin(inputs.plugin, inputs.mirror, workspace));
    const groups = separateGroups(artifacts);
    const batch = { artifacts, groups, maxParallel, title: 'Log_Verifying' } as const;
    const verification = { ...inputs, notation, policy: trust.policy, login, plugin };
    const results = await forEachArtifact(batch, (artifact, show) =>
      verifyArtifact(verification, artifact, show),
    );
    const notationVersion = notation.version.name;
    const all = [...warnings, ...trustWarnings];
    return { command: 'verify', notationVersion, artifacts: results, warnings: all, failOnWarning };
  });
}

/** Loads what downloads and unpacks only where a step needs it: few verify with a plugin. */
async function preparedPlugin(...args: Parameters<typeof preparePlugin>): Promise<ReadyPlugin> {
  return (await import('../plugins/prepare')).preparePlugin(...args);
}
