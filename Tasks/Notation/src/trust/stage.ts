import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Workspace } from '../notation/workspace';
import { storeFileName } from './storeFileName';
import type { TrustPolicy } from './policy';
import type { TrustStore } from './store';

/** What artifacts are verified against. */
export interface Trust {
  readonly policy: TrustPolicy;
  readonly stores: readonly TrustStore[];
  /** The user's folder of stores; undefined where the task generated the stores. */
  readonly storeFolder?: string;
}

/**
 * Writes trust policy and trust stores to the step's private configuration, in the layout of notation's
 * own commands. A file without a readable certificate becomes an empty file, for which notation refuses
 * the store: a file that the task could not read must not go unnoticed.
 */
export function stageTrust(workspace: Workspace, trust: Trust): void {
  writeTrust(
    trust,
    path.join(workspace.config, 'trustpolicy.json'),
    path.join(workspace.config, 'truststore'),
  );
}

/**
 * Writes a trust policy and its stores, files 0600 in directories 0700. They must not exist yet.
 *
 * @param policyFile absolute path
 * @param storeFolder absolute path of the folder for `x509`
 */
export function writeTrust(trust: Trust, policyFile: string, storeFolder: string): void {
  mkdirSync(path.dirname(policyFile), { recursive: true, mode: 0o700 });
  writeNew(policyFile, trust.policy.text);
  for (const { kind, name, files } of trust.stores) {
    const folder = path.join(storeFolder, 'x509', kind, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const taken = new Set<string>();
    for (const { staged, path: source } of files) {
      writeNew(path.join(folder, storeFileName(source, taken)), staged);
    }
  }
}

/** Never follows a link and never overwrites a file. */
function writeNew(file: string, content: string | Buffer): void {
  writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
}
