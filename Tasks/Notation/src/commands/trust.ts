import * as path from 'node:path';
import { line, say } from '../agent/log';
import { type Reference, scopeOf } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { TrustInputs } from '../inputs/trust';
import type { Warning } from '../messages';
import { generateTrust } from '../trust/generate';
import type { Workspace } from '../notation/workspace';
import { checkTrust } from '../trust/check';
import { type Trust, stageTrust } from '../trust/stage';
import { type TrustPolicy, readTrustPolicy } from '../trust/policy';
import { readTrustStores } from '../trust/store';
import { saveTrust } from '../trust/save';

/** A trust that was looked over, and what is to be said about it. */
export interface CheckedTrust {
  readonly trust: Trust;
  readonly warnings: readonly Warning[];
}

/**
 * The trust of a step, looked over before any network call; all that is wrong with it is told at
 * once.
 *
 * @param inputs of the step
 * @param artifacts those that it must cover
 * @throws AggregateError of TaskErrors
 */
export function openTrust(inputs: TrustInputs, artifacts: readonly Reference[]): CheckedTrust {
  const scopes = artifacts.map(scopeOf);
  const trust = inputs.kind === 'policy' ? readTrust(inputs) : generateTrust(inputs, scopes);
  const { problems, warnings } = checkTrust(trust, scopes);
  if (problems.length > 0) throw new AggregateError(problems);
  return { trust, warnings };
}

function readTrust({
  trustPolicy,
  trustStore,
}: {
  trustPolicy: string;
  trustStore: string;
}): Trust {
  const stores = readTrustStores(trustStore);
  const problems: unknown[] =
    stores.length === 0 ? [new TaskError('TrustStoreLayout', [trustStore])] : [];
  let policy: TrustPolicy | undefined;
  try {
    policy = readTrustPolicy(trustPolicy);
  } catch (error) {
    problems.unshift(error);
  }
  if (policy === undefined || problems.length > 0) throw new AggregateError(problems);
  return { policy, stores };
}

/**
 * Puts a trust where notation looks for it. One that was generated is shown, and saved where the
 * user asks for it.
 *
 * @throws TaskError SaveTargetExists
 */
export function applyTrust(inputs: TrustInputs, trust: Trust, workspace: Workspace): void {
  for (const { folder, leftOut } of trust.stores) {
    for (const name of leftOut) say('Notice_LeftOut', path.join(folder, name));
  }
  stageTrust(workspace, trust);
  if (inputs.kind === 'policy') return;
  say('Log_GeneratedPolicy');
  for (const text of trust.policy.text.trimEnd().split('\n')) line(`  ${text}`);
  if (inputs.saveTo !== undefined) saveTrust(inputs.saveTo, trust);
}
