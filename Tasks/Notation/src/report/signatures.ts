import { maskKnownSecrets } from '../agent/secret';
import type { Signature } from '../notation/signature';
import { boundText } from '../text/bound';
import { shortenDigests } from '../text/shortDigest';
import { escapeMarkdown, shortOnRequest, tableRow } from './markdown';
import type { TimedResult } from './result';
import { tableOf } from './table';

const heads = [
  'Summary_Artifact',
  'Summary_Signature',
  'Summary_Signer',
  'Summary_Signed',
  'Summary_Expires',
  'Summary_Timestamp',
  'Summary_Metadata',
] as const;

/** A table of the first `maxRows` inspected signatures; empty without signatures. */
export function signatureTable(artifacts: readonly TimedResult[], maxRows: number): string[] {
  const rows = artifacts.flatMap(({ artifact, signatures = [] }) =>
    signatures.map((signature) => {
      const [name = '', ...rest] = cells(signature);
      const image = escapeMarkdown(shortenDigests(artifact.name));
      return tableRow([image, shortOnRequest(name), ...rest.map(escapeMarkdown)]);
    }),
  );
  return rows.length === 0 ? [] : tableOf(heads, rows, maxRows);
}

/** The longest part of a signature in a log or table, in characters. The report has more. */
const MAX_CELL_CHARACTERS = 300;

/** The parts of a signature as texts, in the order of the table's columns. */
export function cells(signature: Signature): string[] {
  const { digest, format, signer, signedAt, expiry = '-', timestamp = '-', metadata } = signature;
  const pairs = [...metadata].map(([key, value]) => `${key}=${value}`).join('; ');
  const parts = [`${digest} (${format})`, signer, signedAt, expiry, timestamp, pairs];
  return parts.map((part) => boundText(maskKnownSecrets(part), MAX_CELL_CHARACTERS));
}
