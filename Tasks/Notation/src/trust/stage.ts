import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { formatCertificates } from './certificates';
import type { Workspace } from '../notation/workspace';
import { storeFileName } from './storeFileName';
import type { TrustPolicy } from './policy';
import type { TrustStore } from './store';

/** What artifacts are verified against. */
export interface Trust {
  readonly policy: TrustPolicy;
  readonly stores: readonly TrustStore[];
}

/**
 * Writes trust policy and trust stores into the step's private configuration, where notation looks
 * for them: the same layout as its own commands make, without a process to race. Files that hold
 * no certificate stay out, for the checks before have said so where it matters.
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
 * Of the certificates' files only what was read as certificates: a private key beside one stays
 * where it is.
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
    for (const { certificates, path: source } of files) {
      if (certificates.length === 0) continue;
      writeNew(path.join(folder, storeFileName(source, taken)), formatCertificates(certificates));
    }
  }
}

/** Never through a link, nor over what is there. */
function writeNew(file: string, content: string): void {
  writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
}
