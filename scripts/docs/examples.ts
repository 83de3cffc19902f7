import { readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../paths';
import { type Contract, readContract } from './contract';
import { type TaskStep, isNotation, shortNameProblems, taskSteps } from './pipeline';
import { canonical, stepProblems } from './stepCheck';

/** The inputs that the built-in task of Azure Pipelines has as well, all with the same meaning. */
export const builtInInputs: readonly string[] = [
  'command',
  'isCustomVersion',
  'version',
  'url',
  'checksum',
  'artifactRefs',
  'signatureFormat',
  'allowReferrersAPI',
  'plugin',
  'akvPluginVersion',
  'azurekvServiceConection',
  'keyid',
  'caCertBundle',
  'selfSigned',
  'timestampURL',
  'timestampRootCert',
  'trustPolicy',
  'trustStore',
];

/** How the comment of an example begins that says which names of the task it may use. */
const BOTH_NAMES = /^# Works under both names: /m;
const FULL_NAME = /^# Needs the full name: /m;

/** What is wrong with the pipelines in examples/. */
export function exampleProblems(contract: Contract = readContract()): string[] {
  const folder = path.join(root, 'examples');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));
  return files.flatMap((name) =>
    pipelineProblems(readFileSync(path.join(folder, name), 'utf8'), contract).map(
      (problem) => `examples/${name}: ${problem}`,
    ),
  );
}

/** What is wrong with one pipeline to copy. */
export function pipelineProblems(text: string, contract: Contract): string[] {
  const steps = taskSteps(text).filter(isNotation);
  if (steps.length === 0) return ['has no step of this task'];
  return [
    ...steps.flatMap((step) => stepProblems(contract, step)),
    ...steps.flatMap(shortNameProblems),
    ...nameProblems(text, steps, contract),
  ];
}

function nameProblems(text: string, steps: readonly TaskStep[], contract: Contract): string[] {
  const own = steps.flatMap((step) => ownParts(step, contract));
  const readsOutputs = contract.outputVariables.some(({ name }) =>
    new RegExp(`\\.${name}\\b`).test(text),
  );
  const works = own.length === 0 && !readsOutputs;
  if (works && !BOTH_NAMES.test(text)) return ['does not say that it works under both names'];
  if (!works && !FULL_NAME.test(text)) return ['does not say why it needs the full name'];
  return works === FULL_NAME.test(text) ? ['says the wrong thing of its names'] : [];
}

/** What the built-in task does not have. */
function ownParts({ inputs }: TaskStep, contract: Contract): string[] {
  const given = canonical(contract, inputs);
  const { command = '', plugin = 'azureKeyVault' } = given;
  return [
    ...Object.keys(given).filter((name) => !builtInInputs.includes(name)),
    ...(command === 'inspect' ? [command] : []),
    ...(plugin === 'azureKeyVault' ? [] : [plugin]),
  ];
}
