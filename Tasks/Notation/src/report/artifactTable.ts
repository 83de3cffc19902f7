import { text } from '../agent/messages';
import type { MessageKey } from '../messages';
import { typeText } from './attached';
import { tableOf } from './table';
import { escapeMarkdown, shortOnRequest, tableRow } from './markdown';
import { listPlaces } from './places';
import type { PartPlace, PolicyResult, Status, TimedResult } from './result';

/** A column of the table of artifacts: its heading, and what a row has there, as Markdown. */
interface Column {
  readonly title: MessageKey;
  readonly cell: (artifact: TimedResult) => string;
}

const marks: Record<Status, string> = {
  failed: '❌',
  skipped: '⚠️',
  verified: '✅',
  signed: '✅',
  alreadySigned: '✅',
  inspected: '🔎',
};

const result: Column = {
  title: 'Summary_Result',
  cell: ({ status }) => `${marks[status]} ${escapeMarkdown(text(`Status_${status}`))}`,
};

const artifact: Column = {
  title: 'Summary_Artifact',
  cell: ({ artifact: { name, scope, digest: known }, place }) =>
    escapeMarkdown(place === undefined ? (known === undefined ? name : scope) : partName(place)),
};

const namedIn: Column = {
  title: 'Summary_NamedIn',
  cell: ({ namedIn: places = [] }) => escapeMarkdown(listPlaces(places)),
};

/** A part is shown below its image by what it is there for. */
function partName({ depth, platform, artifactType }: PartPlace): string {
  const what = artifactType === undefined ? platform : typeText(artifactType);
  return `${'· '.repeat(depth - 1)}↳ ${what ?? '-'}`;
}

const digest: Column = {
  title: 'Summary_Digest',
  cell: ({ artifact: named, resolved = named }) => shortOnRequest(resolved.digest ?? ''),
};

const signature: Column = {
  title: 'Summary_Signature',
  cell: ({ signature: passed, pushedSignature = '' }) =>
    shortOnRequest(passed?.digest ?? pushedSignature),
};

const signer: Column = {
  title: 'Summary_Signer',
  cell: ({ signature: passed }) => escapeMarkdown(passed?.signer ?? ''),
};

const statement: Column = {
  title: 'Summary_Statement',
  cell: ({ policyStatement = '' }) => escapeMarkdown(policyStatement),
};

const signatureCount: Column = {
  title: 'Summary_SignatureCount',
  cell: ({ signatures = [] }) => String(signatures.length),
};

const seconds: Column = {
  title: 'Summary_Seconds',
  cell: ({ milliseconds }) => (milliseconds / 1000).toFixed(1),
};

/** A row below an artifact for one of several policies that judged it. */
function policyRow(
  shown: readonly Column[],
  { policy, status, policyStatement, signature: passed }: PolicyResult,
): string {
  const cells = new Map([
    [result, `${marks[status]} ${escapeMarkdown(text(`Status_${status}`))}`],
    [artifact, `↳ ${escapeMarkdown(policy)}`],
    [signer, escapeMarkdown(passed?.signer ?? '')],
    [statement, escapeMarkdown(policyStatement ?? '')],
    [signature, shortOnRequest(passed?.digest ?? '')],
  ]);
  return tableRow(shown.map((column) => cells.get(column) ?? ''));
}

/** What a reader asks of each command. */
const columns = {
  sign: [result, artifact, digest, signature, seconds],
  verify: [result, artifact, digest, signer, statement, seconds],
  inspect: [result, artifact, digest, signatureCount, seconds],
} as const;

/** The table of the artifacts of a step, a line each. */
export function artifactTable(
  command: keyof typeof columns,
  artifacts: readonly TimedResult[],
): string[] {
  const isFromFiles = artifacts.some(({ namedIn: places = [] }) => places.length > 0);
  const shown = columns[command].flatMap((column) =>
    isFromFiles && column === artifact ? [column, namedIn] : [column],
  );
  const rows = artifacts.flatMap((one) => [
    tableRow(shown.map(({ cell }) => cell(one))),
    ...(one.policies ?? []).map((row) => policyRow(shown, row)),
  ]);
  const heads = shown.map(({ title }) => title);
  return tableOf(heads, rows);
}
