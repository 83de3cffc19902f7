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
import type { TrustPolicy } from '../trust/policy';
import { readTrustPolicy } from '../trust/policyFile';
import { withSpellings } from '../trust/spelling';
import { readTrustStores } from '../trust/store';
import { saveTrust } from '../trust/save';
import { expandPatterns } from '../trust/expand';

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
  const trust =
    inputs.kind === 'policy' ? readTrust(inputs, scopes) : generateTrust(inputs, scopes);
  const { problems, warnings } = checkTrust(trust, scopes);
  if (problems.length > 0) throw new AggregateError(problems);
  return { trust, warnings: [...warnings, ...identityWarnings(inputs, trust)] };
}

function readTrust(
  { trustPolicy, trustStore }: Extract<TrustInputs, { kind: 'policy' }>,
  scopes: readonly string[],
): Trust {
  const stores = readTrustStores(trustStore);
  let policy: TrustPolicy;
  try {
    policy = readTrustPolicy(trustPolicy);
  } catch (error) {
    const layout = stores.length === 0 ? [new TaskError('TrustStoreLayout', [trustStore])] : [];
    throw new AggregateError([error, ...layout], undefined, { cause: error });
  }
  return {
    policy: expandPatterns(withSpellings(policy, scopes), scopes),
    stores,
    storeFolder: trustStore,
  };
}

/** Without identities an authority vouches for everybody whom it gave a certificate. */
function identityWarnings(inputs: TrustInputs, { stores }: Trust): Warning[] {
  if (inputs.kind === 'policy' || inputs.identities.length > 0) return [];
  const files = stores.flatMap((store) => store.files);
  const authorities = files.filter(({ certificates }) => certificates.some(({ ca }) => ca));
  if (authorities.length === 0) return [];
  const values = [authorities.map((one) => one.path).join(', ')];
  return [{ key: 'Warning_AnyIdentity', values, isShortfall: false }];
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
