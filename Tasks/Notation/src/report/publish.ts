import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Outcome } from '../agent/outcome';
import { setOutput, uploadSummary } from '../agent/output';
import { secretMask } from '../agent/secret';
import { taskVersion } from '../agent/taskDirectory';
import { tempDirectory } from '../agent/variable';
import { referencesOf } from './counts';
import { jsonOf } from './json';
import { masked } from './masked';
import type { Status, StepReport } from './result';
import { summaryOf } from './summary';

/** The output variables that list artifacts, and what they list. */
const lists: readonly (readonly [name: string, ...statuses: Status[]])[] = [
  ['Signed', 'signed', 'alreadySigned'],
  ['Verified', 'verified'],
  ['Skipped', 'skipped'],
  ['Inspected', 'inspected'],
  ['Failed', 'failed'],
];

/**
 * Hands the report on: the page of the run's summary, the JSON file, the output variables. The
 * files stay behind, for the agent uploads them after the step has ended. It masks nothing in
 * them: so no secret that is known reaches them.
 */
export function publish(report: StepReport, outcome: Outcome): void {
  if (report.notationVersion !== undefined) setOutput('NotationVersion', report.notationVersion);
  if (report.command === 'install') return;
  const directory = mkdtempSync(path.join(tempDirectory(), 'notation-report-'));
  const json = path.join(directory, 'report.json');
  const shown = masked(report, secretMask());
  for (const part of jsonOf(shown, outcome, taskVersion())) appendFileSync(json, part);
  setOutput('ReportPath', json);
  for (const [name, ...statuses] of lists) {
    const references = referencesOf(report.artifacts, ...statuses);
    setOutput(`${name}Artifacts`, listOf(references));
    setOutput(`${name}Count`, String(references.length));
  }
  setOutput('PinnedImages', report.pinnedImages ?? '');
  // Its name is the attachment's: two steps of a job must not share one.
  const summary = path.join(directory, `${path.basename(directory)}.md`);
  writeFileSync(summary, summaryOf(shown, outcome, taskVersion()));
  uploadSummary(summary);
}

/**
 * Characters of one variable: later steps get it in their environment, where Windows takes no more
 * than 32,766 (agent: Handler.cs) and Linux refuses to start a program with much more.
 */
export const LONGEST_LIST = 32_000;

/** A list for a variable. One that is too long names nothing, so that no step takes a part for all. */
function listOf(references: readonly string[]): string {
  const list = references.join(',');
  return list.length > LONGEST_LIST ? `too long for a variable: see ReportPath` : list;
}
