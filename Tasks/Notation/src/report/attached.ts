import { text } from '../agent/messages';
import { maskKnownSecrets } from '../agent/secret';
import { boundText } from '../text/bound';
import { escapeMarkdown, tableRow } from './markdown';
import type { TimedResult } from './result';
import { tableOf } from './table';

const heads = [
  'Summary_Artifact',
  'Summary_Attached',
  'Summary_Type',
  'Summary_Bytes',
  'Summary_Signature',
] as const;

/** The longest artifact type that is shown, in characters. */
const MAX_TYPE_CHARACTERS = 128;

/** An artifact type as it is shown: whoever pushes chooses its text. */
export function typeText(artifactType: string | undefined): string {
  return boundText(maskKnownSecrets(artifactType ?? '-'), MAX_TYPE_CHARACTERS);
}

/** A table of what is attached to the artifacts that were inspected, the first `maxRows`; empty where there is nothing. */
export function attachedTable(artifacts: readonly TimedResult[], maxRows: number): string[] {
  const rows = artifacts.flatMap(({ artifact, attached = [] }) =>
    attached.map(({ digest, artifactType, size, isSigned }) => {
      const signed = text(isSigned ? 'Summary_Yes' : 'Summary_No');
      const cells = [artifact.name, digest, typeText(artifactType), String(size), signed];
      return tableRow(cells.map(escapeMarkdown));
    }),
  );
  return rows.length === 0 ? [] : tableOf(heads, rows, maxRows);
}
