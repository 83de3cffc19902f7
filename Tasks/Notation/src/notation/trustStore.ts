import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { TaskError } from '../errors';
import { parseCertificates } from './certificates';
import type { NotationHome } from './home';
import type { TrustPolicy } from './trustPolicy';

/** What a trust store may hold (notation-go: verifier/truststore). */
const kinds = ['ca', 'signingAuthority', 'tsa'];

/** Files that people keep beside certificates; notation would refuse the whole store for one. */
const companions = /^(\..*|readme|license|licence|.*\.(md|txt))$/i;

/**
 * Writes trust policy and trust store into the step's private configuration, where notation looks
 * for them. Links are followed and copied; nothing outside is changed.
 *
 * @param folder absolute path of the folder that holds `x509/<kind>/<store>/<certificates>`
 * @returns what was left out, as paths below the folder
 * @throws TaskError TrustStoreLayout, TrustStoreEmpty, CertificateUnreadable
 */
export function stageTrust(home: NotationHome, policy: TrustPolicy, folder: string): string[] {
  writeFileSync(path.join(home.config, 'trustpolicy.json'), policy.text, { mode: 0o600 });
  const source = path.join(folder, 'x509');
  const stores = kinds.flatMap((kind) =>
    directories(path.join(source, kind)).map((name) => path.join(kind, name)),
  );
  if (stores.length === 0) throw new TaskError('TrustStoreLayout', [folder]);
  return stores.flatMap((store) =>
    stageStore(path.join(source, store), path.join(home.config, 'truststore', 'x509', store)).map(
      (name) => path.join('x509', store, name),
    ),
  );
}

function stageStore(from: string, to: string): string[] {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const leftOut: string[] = [];
  let certificates = 0;
  for (const name of readdirSync(from).sort()) {
    const content = companions.test(name) ? undefined : readFile(path.join(from, name));
    if (content === undefined) {
      leftOut.push(name);
      continue;
    }
    if (parseCertificates(content).length === 0) {
      throw new TaskError('CertificateUnreadable', [path.join(from, name)]);
    }
    writeFileSync(path.join(to, name), content, { mode: 0o600 });
    certificates += 1;
  }
  if (certificates === 0) throw new TaskError('TrustStoreEmpty', [from]);
  return leftOut;
}

/** A file's content, through links; undefined for a directory. */
function readFile(file: string): Buffer | undefined {
  try {
    return statSync(file).isDirectory() ? undefined : readFileSync(file);
  } catch (error) {
    throw new TaskError('CertificateUnreadable', [file], { cause: error });
  }
}

function directories(parent: string): string[] {
  try {
    return readdirSync(parent).filter((name) =>
      statSync(path.join(parent, name), { throwIfNoEntry: false })?.isDirectory(),
    );
  } catch {
    return []; // there is no store of this kind
  }
}
