import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { TASK_SOURCE } from '../paths';

/** A group of inputs in the classic editor. */
export interface Group {
  readonly name: string;
  readonly displayName: string;
  readonly isExpanded: boolean;
  readonly visibleRule?: string;
}

/** An input as task.json declares it. */
export interface Input {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly type: string;
  readonly label: string;
  readonly defaultValue: string | boolean;
  readonly required: boolean;
  readonly helpMarkDown: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly visibleRule?: string;
  readonly groupName?: string;
}

/** task.json: what the task promises to pipelines. */
export interface Contract {
  readonly id: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly description: string;
  readonly version: Readonly<Record<'Major' | 'Minor' | 'Patch', number>>;
  readonly groups: readonly Group[];
  readonly inputs: readonly Input[];
  readonly outputVariables: readonly { readonly name: string; readonly description: string }[];
  readonly messages: Readonly<Record<string, string>>;
}

/** Values of inputs by their names. */
export type Values = Readonly<Record<string, string>>;

/** task.json of the sources. */
export function readContract(): Contract {
  return JSON.parse(readFileSync(path.join(TASK_SOURCE, 'task.json'), 'utf8')) as Contract;
}

/** The input of a name or alias; Azure Pipelines takes both in any case of letters. */
export function findInput({ inputs }: Contract, name: string): Input | undefined {
  const wanted = name.toLowerCase();
  return inputs.find((input) =>
    [input.name, ...(input.aliases ?? [])].some((known) => known.toLowerCase() === wanted),
  );
}

/** The rule of an input that the editor never shows: no command has this name. Pipelines in YAML may set the input. */
const YAML_ONLY_RULE = 'command = onlyInYaml';

/** Whether only pipelines in YAML have an input. */
export function isYamlOnly({ visibleRule }: Input): boolean {
  return visibleRule === YAML_ONLY_RULE;
}

/** The commands of the task, in the order of the editor. */
export function commandsOf(contract: Contract): string[] {
  return Object.keys(findInput(contract, 'command')?.options ?? {});
}
