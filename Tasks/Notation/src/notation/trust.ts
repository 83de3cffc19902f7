import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { NotationHome } from './home';
import type { TrustPolicy } from './trustPolicy';
import type { TrustStore } from './trustStore';

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
export function stageTrust(home: NotationHome, trust: Trust): void {
  writeTrust(
    trust,
    path.join(home.config, 'trustpolicy.json'),
    path.join(home.config, 'truststore'),
  );
}

/**
 * Writes a trust policy and its stores, files 0600 in directories 0700.
 *
 * @param policyFile absolute path
 * @param storeFolder absolute path of the folder that will hold `x509`
 */
export function writeTrust(trust: Trust, policyFile: string, storeFolder: string): void {
  mkdirSync(path.dirname(policyFile), { recursive: true, mode: 0o700 });
  writeFileSync(policyFile, trust.policy.text, { mode: 0o600 });
  for (const { kind, name, files } of trust.stores) {
    const folder = path.join(storeFolder, 'x509', kind, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const good = files.filter(({ certificates }) => certificates.length > 0);
    good.forEach(({ content, path: source }, index) => {
      // Certificates from several folders may share a name.
      const number = good.some((other, at) => at < index && sameName(other.path, source));
      const file = `${number ? `${index}-` : ''}${path.basename(source)}`;
      writeFileSync(path.join(folder, file), content, { mode: 0o600 });
    });
  }
}

function sameName(one: string, other: string): boolean {
  return path.basename(one).toLowerCase() === path.basename(other).toLowerCase();
}
