import { text } from '../agent/messages';
import { maskKnownSecrets } from '../agent/secret';
import { boundText } from '../text/bound';
import { shortenDigests } from '../text/shortDigest';
import { escapeMarkdown, shortOnRequest, tableRow } from './markdown';
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
      const image = escapeMarkdown(shortenDigests(artifact.name));
      const cells = [typeText(artifactType), String(size), signed].map(escapeMarkdown);
      return tableRow([image, shortOnRequest(digest), ...cells]);
    }),
  );
  return rows.length === 0 ? [] : tableOf(heads, rows, maxRows);
}
