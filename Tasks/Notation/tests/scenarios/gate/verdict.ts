import assert from 'node:assert/strict';
import path from 'node:path';
import task from '../../../task.json';
import type { Command } from '../../support/agent/command';
import type { TaskResult } from '../../support/agent/results';
import type { StepRun } from '../../support/agent/run';
import { keyword } from './hostility';

const statuses: Partial<Record<TaskResult, string>> = {
  Succeeded: 'Succeeded',
  SucceededWithIssues: 'Warning',
  Failed: 'Failed',
};
const outputs = task.outputVariables.map(({ name }) => name);

/** Characters that a line of the log must never hold; a tab may stand there. */
const unsafe = /[^\P{Cc}\t]|[\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\u00ad\u200b\ufeff]/u;

/** A text as a failing test may show it: the agent around the tests must find nothing in it. */
export function harmless(text: string): string {
  return text.replace(/#(?=#)/g, '# ').replace(/[^\P{Cc}\n]/gu, '?');
}

/** The end of a step's log, for the message of an assertion. */
export function logOf(run: StepRun): string {
  const lines = run.log.slice(-30).map((line) => harmless(line.slice(0, 300)));
  return lines.join('\n');
}

/** The codes of the errors that a step ended with. */
export function codesOf({ issues }: StepRun): string[] {
  return issues.filter(({ type }) => type === 'error').map(({ code }) => harmless(code ?? ''));
}

/** What this task tells the agent to do at sign and verify, and what each may say. */
const own: Readonly<Record<string, (command: Command, secrets: readonly string[]) => boolean>> = {
  'task.debug': () => true,
  'task.logissue': ({ properties }) => {
    const code = properties.get('code') ?? '';
    const isError = properties.get('type') === 'error' && `Error_${code}` in task.messages;
    return isError || (properties.get('type') === 'warning' && code === '');
  },
  'task.setprogress': ({ properties }) => /^\d+$/.test(properties.get('value') ?? ''),
  'task.setsecret': ({ data }, secrets) => secrets.includes(data),
  'task.setvariable': ({ properties }) =>
    outputs.includes(properties.get('variable') ?? '') && properties.get('isoutput') === 'true',
  // What sign remembers for another attempt: references, which hold no other characters.
  'task.settaskvariable': ({ properties, data }) =>
    properties.get('variable') === 'signedArtifacts' && /^[\w.:/@=[\] -]*$/.test(data),
  'task.uploadsummary': ({ data }) => /^notation-report-\w+$/.test(path.basename(data, '.md')),
  'task.complete': ({ properties }) => properties.get('result') !== 'Skipped',
};

/** These are told once, if at all: a second one would be somebody else's. */
function identity({ area, event, properties }: Command): string | undefined {
  const name = `${area}.${event}`;
  if (/^task\.set(?:task)?variable$/.test(name))
    return `${name} ${properties.get('variable') ?? ''}`;
  return ['task.complete', 'task.uploadsummary'].includes(name) ? name : undefined;
}

/**
 * Asserts that the step ended so and that the agent heard nobody but this task: no command, no
 * issue and no line that is not its own.
 * @param secrets what the task may have hidden
 * @param mayPrepend whether the step was one that installs
 */
export function assertGateHeld(
  run: StepRun,
  result: TaskResult = 'Failed',
  secrets: readonly string[] = [],
  mayPrepend = false,
): void {
  const strangers = run.commands.filter(
    (command) =>
      own[`${command.area}.${command.event}`]?.(command, secrets) !== true &&
      !(mayPrepend && command.event === 'prependpath' && /\/notation-cli-\w+$/.test(command.data)),
  );
  const shown = strangers.map(({ event, data }) => harmless(`${event} ${data}`));
  assert.deepEqual(shown, [], 'the agent obeyed somebody else');
  const once = run.commands.map(identity).filter((each) => each !== undefined);
  assert.deepEqual(once, [...new Set(once)], 'somebody else told it too');
  assert.equal(run.result, result, logOf(run));
  assert.equal(run.outputs['Status'], statuses[result]);
  assert.equal(run.refused.length, 0, 'a command was refused, so one was given');
  assert.deepEqual(run.agentWarnings.map(harmless), []);
  assert.equal(run.attachments.length, run.commands.filter(isUpload).length);
  assertLines(run);
}

function isUpload({ event }: Command): boolean {
  return event === 'uploadsummary';
}

/** Each line that the task wrote is one line of the log, and begins as this task lets lines begin. */
function assertLines(run: StepRun): void {
  assert.equal(run.raw.stderr, '');
  const lines = run.raw.stdout.split('\n').slice(0, -1);
  const starts = /^##(?:vso\[|\[group\]|\[endgroup\]$)/;
  for (const line of lines) {
    const rest = starts.test(line) ? line.slice(2) : line;
    assert(!rest.includes('##'), `two number signs in: ${harmless(line)}`);
    assert(!unsafe.test(line), `a control character in: ${harmless(line)}`);
  }
  const told = lines.filter((line) => line.startsWith(keyword)).length;
  assert.equal(told, run.commands.length);
  const issues = run.commands.filter(({ event }) => event === 'logissue').length;
  assert.equal(run.issues.length, issues, 'an issue is not of this task');
  // Of a command the log shows the issue; with System.Debug also itself, or that it was processed.
  const debugging = run.log.some((line) => line.startsWith('##[debug]'));
  const expected = lines.length - told + issues + (debugging ? told : 0);
  assert.equal(run.log.length, expected, 'a line of the log is not of this task');
}
