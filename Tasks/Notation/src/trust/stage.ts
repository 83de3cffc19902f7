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
  /** The folder that the user named for the stores; undefined where the task chose the files. */
  readonly storeFolder?: string;
}

/**
 * Writes trust policy and trust stores into the step's private configuration, where notation looks
 * for them: the same layout as its own commands make, without a process to race. In place of a file
 * that holds no certificate stands an empty one, for which notation refuses the store: what the
 * task could not read must not be missing from what notation judges.
 */
export function stageTrust(workspace: Workspace, trust: Trust): void {
  writeTrust(
    trust,
    path.join(workspace.config, 'trustpolicy.json'),
    path.join(workspace.config, 'truststore'),
  );
}

/**
 * Writes a trust policy and its stores, files 0600 in directories 0700, where there is none yet.
 *
 * @param policyFile absolute path
 * @param storeFolder absolute path of the folder that will hold `x509`
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

/** Never through a link, nor over what is there. */
function writeNew(file: string, content: string | Buffer): void {
  writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
}
