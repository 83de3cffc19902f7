import type { X509Certificate } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { parseCertificates } from './certificates';
import { readBounded } from '../files/readBounded';

/** What a trust store may hold (notation-go: verifier/truststore). */
export const storeKinds = ['ca', 'signingAuthority', 'tsa'] as const;
export type StoreKind = (typeof storeKinds)[number];

/** A file of a trust store. */
export interface StoreFile {
  readonly path: string;
  /** Empty where the content is neither PEM nor DER, or could not be read. */
  readonly certificates: readonly X509Certificate[];
}

/** A trust store, as a policy names it: `<kind>:<name>`. */
export interface TrustStore {
  readonly kind: StoreKind;
  readonly name: string;
  readonly folder: string;
  readonly files: readonly StoreFile[];
  /** Names of what people keep beside certificates: notation would refuse the store for one. */
  readonly leftOut: readonly string[];
}

const companions = /^(\..*|readme|license|licence|.*\.(md|txt))$/is;

/** Bytes: all public authorities together need a quarter of it. */
const LARGEST = 1024 * 1024;

/**
 * Reads the trust stores below a folder. Links are followed; nothing is changed.
 *
 * @param folder absolute path of the folder that holds `x509/<kind>/<store>/<certificates>`
 */
export function readTrustStores(folder: string): TrustStore[] {
  return storeKinds.flatMap((kind) => {
    const parent = path.join(folder, 'x509', kind);
    return storeNames(parent).map((name) => readStore(kind, name, path.join(parent, name)));
  });
}

/** Reads the certificates of a folder as one store; a folder that cannot be read is named as a file. */
export function readStore(kind: StoreKind, name: string, folder: string): TrustStore {
  const leftOut: string[] = [];
  const files: StoreFile[] = [];
  let entries: string[];
  try {
    entries = readdirSync(folder).sort();
  } catch {
    return { kind, name, folder, files: [{ path: folder, certificates: [] }], leftOut };
  }
  for (const entry of entries) {
    const file = companions.test(entry) ? undefined : readStoreFile(path.join(folder, entry));
    if (file === undefined) leftOut.push(entry);
    else files.push(file);
  }
  return { kind, name, folder, files, leftOut };
}

/** Reads a file, through links; undefined for a directory. */
export function readStoreFile(file: string): StoreFile | undefined {
  try {
    if (statSync(file).isDirectory()) return undefined;
    return { path: file, certificates: parseCertificates(readBounded(file, LARGEST)) };
  } catch {
    return { path: file, certificates: [] };
  }
}

/** What is not a folder is no store; what cannot be told, a link in a circle, may be meant as one. */
function storeNames(parent: string): string[] {
  try {
    return readdirSync(parent).filter((name) => mayBeFolder(path.join(parent, name)));
  } catch {
    return []; // there is no store of this kind
  }
}

function mayBeFolder(place: string): boolean {
  try {
    return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return true;
  }
}
