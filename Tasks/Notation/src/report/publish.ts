import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Outcome } from '../agent/outcome';
import { addSummary, setOutput } from '../agent/output';
import { pipelineRun, stepTitle } from '../agent/pipelineRun';
import { secretMask } from '../agent/secret';
import { taskVersion } from '../agent/taskDirectory';
import { tempDirectory } from '../agent/variable';
import { referencesOf } from './counts';
import { jsonOf } from './json';
import { masked, maskedValue } from './masked';
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
 *
 * @returns the path of the JSON file; undefined where the command leaves none
 */
export function publish(report: StepReport, outcome: Outcome): string | undefined {
  if (report.notationVersion !== undefined) setOutput('NotationVersion', report.notationVersion);
  if (report.command === 'install') return undefined;
  const directory = mkdtempSync(path.join(tempDirectory(), 'notation-report-'));
  const json = path.join(directory, 'report.json');
  const mask = secretMask();
  const shown = masked(report, mask);
  const context = {
    ...{ outcome, taskVersion: taskVersion(), run: maskedValue(pipelineRun(), mask) },
    time: new Date().toISOString(),
  };
  for (const part of jsonOf(shown, context)) appendFileSync(json, part);
  setOutput('ReportPath', json);
  for (const [name, ...statuses] of lists) {
    const references = referencesOf(report.artifacts, ...statuses);
    setOutput(`${name}Artifacts`, listOf(references));
    setOutput(`${name}Count`, String(references.length));
  }
  setOutput('PinnedImages', report.pinnedImages ?? '');
  const summary = path.join(directory, 'summary.md');
  writeFileSync(summary, summaryOf(shown, outcome, taskVersion()));
  addSummary(mask(['Notation', ...stepTitle()].join(' - ')), summary);
  return json;
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
