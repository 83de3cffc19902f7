import { basename } from 'node:path';
import { attach, fileType, summaryType } from './attachment';
import type { Command } from './command';
import { parseResult } from './results';
import type { StepState } from './stepState';

type Effect = (state: StepState, command: Command) => void;

/** Commands that the emulator only takes down: their effects are on the server. */
const silent: Effect = () => undefined;

/**
 * What each command does, by area and event; agent: TaskCommandExtension.cs and its neighbours.
 * Each throws an Error where the agent does, which fails the step.
 */
const effects = new Map<string, Effect>([
  ['task.logissue', logIssue],
  ['task.issue', logIssue],
  ['task.setprogress', setProgress],
  ['task.logdetail', logDetail],
  ['task.complete', complete],
  ['task.setsecret', setSecret],
  ['task.setvariable', setVariable],
  ['task.settaskvariable', setTaskVariable],
  ['task.prependpath', prependPath],
  ['task.addattachment', addAttachment],
  ['task.uploadsummary', uploadAs(summaryType)],
  ['task.uploadfile', uploadAs(fileType)],
  ['task.debug', debug],
  ['task.setendpoint', silent],
  ['telemetry.publish', silent],
  ['artifact.associate', silent],
  ['artifact.upload', silent],
  ['build.uploadlog', silent],
  ['build.addbuildtag', silent],
  ['build.updatebuildnumber', updateBuildNumber],
  ['results.publish', silent],
  ['codecoverage.publish', silent],
  ['codecoverage.enable', silent],
]);

/** Says whether the agent has commands of an area. */
export function isKnownArea(area: string): boolean {
  return [...effects.keys()].some((name) => name.startsWith(`${area}.`));
}

/** @param name area and event in lower case */
export function findEffect(name: string): Effect | undefined {
  return effects.get(name);
}

function text(command: Command, property: string): string {
  return command.properties.get(property) ?? '';
}

function flag(command: Command, property: string): boolean {
  return text(command, property).trim().toLowerCase() === 'true';
}

function logIssue({ journal }: StepState, command: Command): void {
  const type = text(command, 'type').toLowerCase();
  if (type === '') {
    journal.warn('An issue needs a type.');
    return;
  }
  if (type !== 'error' && type !== 'warning') {
    throw new Error(`'${type}' is no type of issue.`);
  }
  const code = command.properties.get('code');
  const [path, line, column] = ['sourcepath', 'linenumber', 'columnnumber'].map((property) =>
    text(command, property),
  );
  const place = path === '' ? '' : `${path ?? ''}(${line ?? ''},${column ?? ''}): `;
  const kind = path === '' ? '' : `${type} ${code ?? ''}: `;
  journal.issue(type, `${place}${kind}${command.data}`, code);
}

function setProgress({ progress }: StepState, command: Command): void {
  const value = text(command, 'value');
  const wanted = /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : 0;
  // Progress never goes back.
  const percent = Math.max(Math.min(Math.max(wanted, 0), 100), progress.at(-1)?.percent ?? 0);
  progress.push({ percent, operation: command.data });
}

function logDetail(_state: StepState, command: Command): void {
  if (!/^\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i.test(text(command, 'id'))) {
    throw new Error('A detail needs the id of its timeline record.');
  }
}

function complete(state: StepState, command: Command): void {
  const result = parseResult(text(command, 'result'));
  if (result === undefined) {
    throw new Error(`'${text(command, 'result')}' is no result.`);
  }
  state.complete(result);
  state.progress.push({ percent: 100, operation: command.data });
  state.done ||= flag(command, 'done');
}

function setSecret({ job, secrets }: StepState, { data }: Command): void {
  if (data !== '') {
    job.masks.add(data);
    secrets.push(data);
  }
}

/** @throws Error for a secret of several lines, which could not be masked */
function readVariable(command: Command): { name: string; secret: boolean } {
  const name = text(command, 'variable');
  if (name === '') {
    throw new Error('A variable needs a name.');
  }
  const secret = flag(command, 'issecret');
  if (secret && /[\r\n]/.test(command.data)) {
    throw new Error('A secret cannot have several lines.');
  }
  return { name, secret };
}

function setVariable(state: StepState, command: Command): void {
  const { name, secret } = readVariable(command);
  if (!state.maySet(name)) {
    return;
  }
  const { job, speaker, journal } = state;
  if (job.variables.find(name)?.readOnly === true) {
    const message = `The variable '${name}' is read-only.`;
    if (job.variables.isTrue('agent.readOnlyVariables')) {
      throw new Error(message);
    }
    journal.warn(message);
  }
  if (secret) {
    setSecret(state, command);
  }
  const isOutput = flag(command, 'isoutput');
  const readOnly = flag(command, 'isreadonly');
  const preserveCase = flag(command, 'preservecase');
  const traits = { secret, preserveCase };
  if (isOutput || speaker.outputs.some((output) => output.toLowerCase() === name.toLowerCase())) {
    // The plain name is not set: `$(name)` stays unknown to later steps.
    state.outputs[name] = command.data;
    const qualified = `${speaker.name}.${name}`;
    job.variables.set(qualified, command.data, { ...traits, readOnly: isOutput || readOnly });
  } else {
    state.variables[name] = command.data;
    job.variables.set(name, command.data, { ...traits, readOnly });
  }
}

function setTaskVariable(state: StepState, command: Command): void {
  const { name, secret } = readVariable(command);
  if (secret) {
    setSecret(state, command);
  }
  const variable = { name, value: command.data, secret, readOnly: false, preserveCase: false };
  state.taskVariables.set(name.toLowerCase(), variable);
}

function prependPath(state: StepState, { data }: Command): void {
  if (data === '') {
    throw new Error('There is no path to prepend.');
  }
  if (state.maySet('PATH')) {
    state.job.prependPath(data);
  }
}

function addAttachment({ attachments }: StepState, command: Command): void {
  attachments.push(attach(text(command, 'type'), text(command, 'name'), command.data));
}

function uploadAs(type: string): Effect {
  return ({ attachments }, { data }) => {
    attachments.push(attach(type, basename(data), data));
  };
}

function debug({ journal }: StepState, { data }: Command): void {
  journal.debug(data);
}

function updateBuildNumber({ job }: StepState, { data }: Command): void {
  if (data === '') {
    throw new Error('There is no build number.');
  }
  job.variables.set('Build.BuildNumber', data);
}
