import type { Contract, Input, Values } from './contract';

/**
 * Evaluates a visible rule as the editor of Azure Pipelines does: terms of `=`, `==` or `!=`, all
 * joined by `&&` or all by `||`, without parentheses.
 *
 * @throws Error where a rule mixes both or holds something else
 */
export function holds(rule: string | undefined, values: Values): boolean {
  if (rule === undefined || rule.trim() === '') return true;
  if (rule.includes('&&') && rule.includes('||')) throw new Error(`mixed operators: ${rule}`);
  if (rule.includes('&&')) return rule.split('&&').every((term) => termHolds(term, values));
  return rule.split('||').some((term) => termHolds(term, values));
}

function termHolds(term: string, values: Values): boolean {
  const match = /^\s*([A-Za-z][A-Za-z0-9]*)\s*(!=|==?)\s*(\S*)\s*$/.exec(term);
  if (match === null) throw new Error(`no term of a visible rule: ${term}`);
  const [, name = '', operator, written = ''] = match;
  const wanted = written.replace(/^(["'])(.*)\1$/, '$2');
  const isEqual = (values[name] ?? '').toLowerCase() === wanted.toLowerCase();
  return operator === '!=' ? !isEqual : isEqual;
}

/** The values of a step: those that are given, and the defaults of all others. */
export function withDefaults({ inputs }: Contract, given: Values): Values {
  const defaults = inputs.map(({ name, defaultValue }) => [name, String(defaultValue)] as const);
  return { ...Object.fromEntries(defaults), ...given };
}

/** Whether an input only says which others the editor shows: the step goes by what is given. */
export function isInferred({ type, defaultValue }: Input): boolean {
  return type === 'pickList' && defaultValue === '';
}

/** The pick lists for the editor alone that an input's rule looks at. */
export function choosersOf({ inputs }: Contract, { visibleRule }: Input): Input[] {
  const names = namesIn(visibleRule);
  return inputs.filter((one) => isInferred(one) && names.includes(one.name));
}

/** Whether an input counts in a step, which need not say what the editor's pick lists ask for. */
export function counts(contract: Contract, input: Input, values: Values): boolean {
  const open = choosersOf(contract, input).filter(({ name }) => (values[name] ?? '') === '');
  const choices = open.flatMap(({ name, options = {} }) =>
    Object.keys(options).map((option) => ({ [name]: option })),
  );
  return [{}, ...choices].some((choice) => isVisible(contract, input, { ...values, ...choice }));
}

/** Whether the editor shows an input: its own rule holds, and that of its group. */
export function isVisible({ groups }: Contract, input: Input, values: Values): boolean {
  const group = groups.find(({ name }) => name === input.groupName);
  return holds(group?.visibleRule, values) && holds(input.visibleRule, values);
}

/** The inputs that the editor shows for a step, in its order. */
export function visibleInputs(contract: Contract, given: Values): Input[] {
  const values = withDefaults(contract, given);
  return contract.inputs.filter((input) => isVisible(contract, input, values));
}

/** The inputs that rules look at: each name of a term. */
export function namesIn(rule: string | undefined): string[] {
  return [...(rule ?? '').matchAll(/([A-Za-z][A-Za-z0-9]*)\s*(?:!=|==?)/g)].map(
    ([, name = '']) => name,
  );
}
