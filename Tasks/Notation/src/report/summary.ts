import type { Outcome } from '../agent/outcome';
import { errorText, text } from '../agent/messages';
import type { TaskError } from '../errors';
import { countsOf } from './counts';
import { artifactTable } from './artifactTable';
import { attachedTable } from './attached';
import { escapeMarkdown } from './markdown';
import { signatureTable } from './signatures';
import type { Status, StepReport, TimedResult } from './result';

/** The largest number of rows. The JSON report has all rows. */
const MAX_ROWS = 500;

/** The largest number of reasons. Each may be long. */
const MAX_REASONS = 50;

/** The order of rows: failures first, then shortfalls. */
const order: readonly Status[] = [
  'failed',
  'skipped',
  'verified',
  'signed',
  'alreadySigned',
  'inspected',
];

const titles = {
  sign: 'Summary_Sign',
  verify: 'Summary_Verify',
  inspect: 'Summary_Inspect',
} as const;

/**
 * Builds the summary page of the run: counts, a table of artifacts, the reasons of failures and the
 * warnings. Names and reasons are escaped, so they contain no Markdown.
 */
export function summaryOf(report: StepReport, outcome: Outcome, taskVersion: string): string {
  const { artifacts, notationVersion } = report;
  const command = report.command === 'install' ? 'sign' : report.command; // install leaves no summary
  const counts = countsOf(command, artifacts);
  const sorted = sortedImages(artifacts);
  const shown = sorted.slice(0, MAX_ROWS);
  const title = text(titles[command]);
  return [
    `### ${escapeMarkdown(title)}: ${escapeMarkdown(text(`Outcome_${outcome}`))}`,
    '',
    escapeMarkdown(text(counts.key, ...counts.values)),
    '',
    ...artifactTable(command, shown),
    ...more(artifacts.length - shown.length),
    ...(command === 'inspect' ? [escapeMarkdown(text('Notice_InspectingIsNotVerifying')), ''] : []),
    ...signatureTable(shown, MAX_ROWS),
    ...attachedTable(shown, MAX_ROWS),
    ...section('Summary_Failures', [report, ...sorted].flatMap(failureLine)),
    ...section('Summary_Warnings', warningLines(report)),
    escapeMarkdown(
      notationVersion === undefined
        ? text('Log_HeaderAlone', taskVersion)
        : text('Log_Header', taskVersion, notationVersion, command),
    ),
    '',
  ].join('\n');
}

/** The parts of an image stay below it. An image stands where the worst of its parts would stand. */
function sortedImages(artifacts: readonly TimedResult[]): TimedResult[] {
  const images: TimedResult[][] = [];
  for (const artifact of artifacts) {
    if (artifact.place === undefined) images.push([]);
    images.at(-1)?.push(artifact);
  }
  const rankOf = (image: readonly TimedResult[]): number =>
    Math.min(...image.map(({ status }) => order.indexOf(status)));
  return images.sort((a, b) => rankOf(a) - rankOf(b)).flat();
}

function more(count: number): string[] {
  return count > 0 ? [escapeMarkdown(text('Summary_More', String(count))), ''] : [];
}

function section(
  title: 'Summary_Failures' | 'Summary_Warnings',
  lines: readonly string[],
): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, MAX_REASONS).map((line) => `- ${escapeMarkdown(line)}`);
  const rest = more(lines.length - shown.length);
  return [`#### ${escapeMarkdown(text(title))}`, '', ...shown, '', ...rest];
}

function failureLine({ error }: { readonly error?: TaskError | undefined }): string[] {
  return error === undefined ? [] : [errorText(error)];
}

function warningLines({ warnings, artifacts }: StepReport): string[] {
  const all = [...warnings, ...artifacts.flatMap((artifact) => artifact.warnings)];
  return all.map(({ key, values }) => text(key, ...values));
}
