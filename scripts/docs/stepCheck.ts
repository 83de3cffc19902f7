import { type Contract, type Input, type Values, findInput, isYamlOnly } from './contract';
import type { TaskStep } from './pipeline';
import { counts, visibleInputs, withDefaults } from './visibility';

/**
 * Holds a step to task.json: its inputs exist, have values that they may have, count for its command
 * and plugin, and none that is needed is missing.
 */
export function stepProblems(contract: Contract, { task, inputs }: TaskStep): string[] {
  const unknown = Object.keys(inputs).filter((name) => findInput(contract, name) === undefined);
  const given = canonical(contract, inputs);
  const values = withDefaults(contract, given);
  const command = values['command'] ?? '';
  const known = contract.inputs.filter(({ name }) => given[name] !== undefined);
  return [
    ...unknown.map((name) => `there is no input ${name}`),
    ...known.flatMap((input) => valueProblem(input, given[input.name] ?? '')),
    ...known
      .filter((input) => !isYamlOnly(input) && !counts(contract, input, values))
      .map(({ name }) => `the input ${name} does not count here`),
    ...visibleInputs(contract, given)
      .filter(({ name, required }) => required && values[name] === '')
      .map(({ name }) => `the input ${name} is missing`),
    ...(needsTrust(values) && !hasTrust(values) ? ['nothing says whom to trust'] : []),
  ].map((problem) => `${task}, ${command}: ${problem}`);
}

/** The values under the names that task.json has first, for aliases too. */
export function canonical(contract: Contract, inputs: Values): Values {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [findInput(contract, name)?.name ?? name, value]),
  );
}

/** What an expression gives is known only when the pipeline runs. */
function isOpen(value: string): boolean {
  return /\$\{\{|\$\(|\$\[|<[^>]+>/.test(value);
}

/** What is wrong with a value of an input with a list of choices. */
export function valueProblem({ name, type, options }: Input, value: string): string[] {
  const choices = type === 'boolean' ? ['true', 'false'] : Object.keys(options ?? {});
  if (choices.length === 0 || isOpen(value)) return [];
  return choices.includes(value) ? [] : [`the input ${name} cannot be '${value}'`];
}

function needsTrust(values: Values): boolean {
  return values['command'] === 'verify' || values['skipSigned'] === 'true';
}

function hasTrust(values: Values): boolean {
  const { trustPolicy, trustStore, trustedCertificates, trustedPublishers } = values;
  return (
    Boolean(trustedCertificates) ||
    Boolean(trustedPublishers) ||
    (Boolean(trustPolicy) && Boolean(trustStore))
  );
}
