import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { TASK_SOURCE } from './paths';

/** The parts of task.json that people read. */
interface TaskTexts {
  friendlyName: string;
  description: string;
  helpMarkDown: string;
  instanceNameFormat: string;
  groups: { name: string; displayName: string }[];
  inputs: { name: string; label: string; helpMarkDown: string }[];
  messages: Record<string, string>;
}

/** Where the texts of a language are, as the agent library looks for them. */
export function stringsFile(locale: string): string {
  return path.join(TASK_SOURCE, 'Strings/resources.resjson', locale, 'resources.resjson');
}

/** The texts of task.json by the keys that translations use. */
export function textsOf(task: TaskTexts): Record<string, string> {
  const entries = [
    ['loc.friendlyName', task.friendlyName],
    ['loc.description', task.description],
    ['loc.helpMarkDown', task.helpMarkDown],
    ['loc.instanceNameFormat', task.instanceNameFormat],
    ...task.groups.map(({ name, displayName }) => [`loc.group.displayName.${name}`, displayName]),
    ...task.inputs.flatMap(({ name, label, helpMarkDown }) => [
      [`loc.input.label.${name}`, label],
      [`loc.input.help.${name}`, helpMarkDown],
    ]),
    ...Object.entries(task.messages).map(([key, text]) => [`loc.messages.${key}`, text]),
  ];
  return Object.fromEntries(entries) as Record<string, string>;
}

/** task.json of the sources. */
export function readTask(): TaskTexts {
  return JSON.parse(readFileSync(path.join(TASK_SOURCE, 'task.json'), 'utf8')) as TaskTexts;
}

if (require.main === module) {
  const file = stringsFile('en-US');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(textsOf(readTask()), null, 2)}\n`);
}
