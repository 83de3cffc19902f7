import { readdirSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { type CertificateContent, readCertificates } from './certificates';
import { readBounded } from '../files/readBounded';

/** The kinds of trust stores (notation-go: verifier/truststore). */
export const storeKinds = ['ca', 'signingAuthority', 'tsa'] as const;
export type StoreKind = (typeof storeKinds)[number];

/** A file of a trust store. It has no certificates where it could not be read. */
export interface StoreFile extends CertificateContent {
  readonly path: string;
}

/** A trust store. Policies name it `<kind>:<name>`. */
export interface TrustStore {
  readonly kind: StoreKind;
  readonly name: string;
  readonly folder: string;
  readonly files: readonly StoreFile[];
  /** Names of common other files beside certificates. notation would refuse the store for one of them. */
  readonly leftOut: readonly string[];
}

const companions = /^(\..*|readme|license|licence|.*\.(md|txt))$/is;

/** The largest certificate file, in bytes. All public authorities together need a quarter of it. */
const MAX_CERTIFICATE_FILE_BYTES = 1024 * 1024;

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

/** Reads the certificates of a folder as one store. An unreadable folder is listed like a file. */
export function readStore(kind: StoreKind, name: string, folder: string): TrustStore {
  const leftOut: string[] = [];
  const files: StoreFile[] = [];
  let entries: string[];
  try {
    entries = readdirSync(folder).sort();
  } catch {
    return { kind, name, folder, files: [unreadable(folder)], leftOut };
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
    return { path: file, ...readCertificates(readBounded(file, MAX_CERTIFICATE_FILE_BYTES)) };
  } catch {
    return unreadable(file);
  }
}

function unreadable(place: string): StoreFile {
  return { path: place, certificates: [], staged: Buffer.alloc(0) };
}

/** Only a folder is a store. An undecidable entry, such as a circular link, counts as one. */
function storeNames(parent: string): string[] {
  try {
    return readdirSync(parent).filter((name) => mayBeFolder(path.join(parent, name)));
  } catch {
    return []; // no store of this kind exists
  }
}

function mayBeFolder(place: string): boolean {
  try {
    return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return true;
  }
}
