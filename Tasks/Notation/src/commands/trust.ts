import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { line, say } from '../agent/log';
import { type Reference, scopeOf } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { TrustInputs } from '../inputs/trust';
import type { Warning } from '../messages';
import { generateTrust } from '../notation/generatedTrust';
import type { NotationHome } from '../notation/home';
import { checkTrust } from '../notation/preflight';
import { type Trust, stageTrust, writeTrust } from '../notation/trust';
import { type TrustPolicy, readTrustPolicy } from '../notation/trustPolicy';
import { readTrustStores } from '../notation/trustStore';

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
export function applyTrust(inputs: TrustInputs, trust: Trust, home: NotationHome): void {
  for (const { folder, leftOut } of trust.stores) {
    for (const name of leftOut) say('Notice_LeftOut', path.join(folder, name));
  }
  stageTrust(home, trust);
  if (inputs.kind === 'policy') return;
  say('Log_GeneratedPolicy');
  for (const text of trust.policy.text.trimEnd().split('\n')) line(`  ${text}`);
  if (inputs.saveTo !== undefined) save(inputs.saveTo, trust);
}

/** A store that is there already may hold certificates that this step does not trust. */
function save(folder: string, trust: Trust): void {
  const policyFile = path.join(folder, 'trustpolicy', 'trustpolicy.json');
  const storeFolder = path.join(folder, 'truststore');
  for (const target of [policyFile, storeFolder]) {
    if (existsSync(target)) throw new TaskError('SaveTargetExists', [target]);
  }
  writeTrust(trust, policyFile, storeFolder);
  say('Log_TrustSaved', folder);
}
