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

/** The output variables that list artifacts, with the results that they list. */
const lists: readonly (readonly [name: string, ...statuses: Status[]])[] = [
  ['Signed', 'signed', 'alreadySigned'],
  ['Verified', 'verified'],
  ['Skipped', 'skipped'],
  ['Inspected', 'inspected'],
  ['Failed', 'failed'],
];

/**
 * Publishes the report: the summary page of the run, the JSON file and the output variables. The files
 * stay: the agent uploads them after the step. The agent masks nothing in files, so the report must be
 * masked before.
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
 * The longest value of a variable, in characters. Later steps receive it in their environment: Windows
 * accepts at most 32,766 (agent: Handler.cs), and Linux does not start a program with a much longer
 * value.
 */
export const MAX_LIST_CHARACTERS = 32_000;

/**
 * Formats a list for a variable. A list that is too long becomes empty, so that no step uses a part as
 * the whole.
 */
function listOf(references: readonly string[]): string {
  const list = references.join(',');
  return list.length > MAX_LIST_CHARACTERS ? `too long for a variable: see ReportPath` : list;
}
