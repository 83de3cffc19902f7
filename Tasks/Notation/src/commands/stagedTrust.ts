import * as path from 'node:path';
import { logText, logMessage } from '../agent/log';
import { TaskError } from '../errors';
import type { TrustInputs } from '../inputs/trust';
import type { Notation } from '../notation/cli';
import { type Workspace, addWorkspace } from '../notation/workspace';
import { isOfPublisher } from '../trust/publisherScopes';
import type { TrustPolicy } from '../trust/policy';
import { saveTrust } from '../trust/save';
import { type Trust, stageTrust } from '../trust/stage';
import type { CheckedTrust } from './trust';

/** A policy where notation looks for it, and the notation that looks there. */
export interface StagedPolicy {
  readonly policy: TrustPolicy;
  readonly notation: Notation;
}

/** The policies that an artifact of a repository must pass, each: at least one. */
export type PoliciesFor = (scope: string) => readonly StagedPolicy[];

/** The trust of a step where notation looks for it. */
export interface StagedTrust {
  readonly policiesFor: PoliciesFor;
  /** All that artifacts are verified against, for the report. */
  readonly trusts: readonly Trust[];
}

/**
 * Puts the trust of a step where notation looks for it: each policy in a directory of its own, with its
 * stores. What was generated is shown, and saved where the user asks for it. What a verification
 * plugin needs is there already.
 *
 * @throws TaskError SaveTargetExists, PublisherNeedsTimestamps; those of the certificates of publishers
 */
export async function applyTrust(
  inputs: TrustInputs,
  checked: CheckedTrust,
  workspace: Workspace,
  notation: Notation,
): Promise<StagedTrust> {
  const [first] = checked.trusts;
  for (const { folder, leftOut } of first?.stores ?? []) {
    for (const name of leftOut) logMessage('Notice_LeftOut', path.join(folder, name));
  }
  const policies = checked.trusts.map((trust, at) =>
    at === 0
      ? stageIn(workspace, notation, trust)
      : stageIn(addWorkspace(workspace, `policy-${at + 1}`), notation, trust),
  );
  if (inputs.kind === 'certificates' && first !== undefined) {
    logMessage('Log_GeneratedPolicy');
    showPolicy(first);
    if (inputs.saveTo !== undefined) saveTrust(inputs.saveTo, first);
  }
  const ofPublishers = await stagePublishers(checked, workspace, notation);
  const registries = new Set(checked.publishers.flatMap((one) => one.publisher.registries));
  return {
    trusts: [...checked.trusts, ...ofPublishers.map(({ trust }) => trust)],
    policiesFor: (scope) => (isOfPublisher(registries, scope) ? ofPublishers : policies),
  };
}

function stageIn(workspace: Workspace, notation: Notation, trust: Trust): StagedPolicy {
  stageTrust(workspace, trust);
  return { policy: trust.policy, notation: notation.confinedTo(workspace) };
}

async function stagePublishers(
  { publishers }: CheckedTrust,
  workspace: Workspace,
  notation: Notation,
): Promise<(StagedPolicy & { readonly trust: Trust })[]> {
  if (publishers.length === 0) return [];
  if (!notation.version.knowsTimestamps) {
    throw new TaskError('PublisherNeedsTimestamps', [notation.version.name]);
  }
  // The code that downloads is loaded only where it is needed.
  const { fetchPublisherTrust } = await import('./publisherTrust');
  const trust = await fetchPublisherTrust(publishers, workspace);
  logMessage('Log_PublisherPolicy');
  showPolicy(trust);
  return [{ ...stageIn(addWorkspace(workspace, 'publishers'), notation, trust), trust }];
}

function showPolicy({ policy }: Trust): void {
  for (const text of policy.text.trimEnd().split('\n')) logText(`  ${text}`);
}
