import { type Contract, type Input, findInput } from './contract';
import { isInferred, namesIn } from './visibility';

/**
 * When an input counts for a command, in words: '' for always, undefined for never.
 *
 * @param command a value of the input `command`
 */
export function conditionFor(
  contract: Contract,
  command: string,
  input: Input,
): string | undefined {
  const group = contract.groups.find(({ name }) => name === input.groupName);
  const parts = [group?.visibleRule, input.visibleRule].map((rule) =>
    simplify(contract, command, rule),
  );
  if (parts.includes(undefined)) return undefined;
  return [...new Set(parts.filter((part) => part !== ''))].join(', and ');
}

/** The inputs that count for a command, `command` itself left out. */
export function inputsOf(contract: Contract, command: string): Input[] {
  return contract.inputs.filter(
    (input) => input.name !== 'command' && conditionFor(contract, command, input) !== undefined,
  );
}

/** Whether every step that the editor shows an input for needs it: a choice of the editor alone binds no YAML. */
export function isRequired(contract: Contract, { required, visibleRule }: Input): boolean {
  const asked = namesIn(visibleRule).flatMap((name) => findInput(contract, name) ?? []);
  return required && !asked.some(isInferred);
}

function simplify(
  contract: Contract,
  command: string,
  rule: string | undefined,
): string | undefined {
  if (rule === undefined) return '';
  const isAny = rule.includes('||');
  const terms = rule.split(/&&|\|\|/).map((term) => decide(contract, command, term.trim()));
  if (isAny) {
    if (terms.includes('')) return '';
    const open = terms.filter((term) => term !== undefined);
    return open.length === 0 ? undefined : open.join(' or ');
  }
  return terms.includes(undefined) ? undefined : terms.filter(Boolean).join(' and ');
}

/** A term where the command is known: '' if it holds, undefined if it cannot, else itself in words. */
function decide(contract: Contract, command: string, term: string): string | undefined {
  const [, name = '', operator = '', value = ''] = /^(\w+)\s*(!=|==?)\s*(\S*)$/.exec(term) ?? [];
  if (name === 'command') return (value === command) === (operator !== '!=') ? '' : undefined;
  const asked = findInput(contract, name);
  if (asked === undefined) throw new Error(`the rule '${term}' asks for an unknown input`);
  if (isInferred(asked)) return ''; // a matter of the editor alone
  if (conditionFor(contract, command, asked) === undefined) return undefined;
  return `\`${name}\` is ${operator === '!=' ? 'not ' : ''}\`${value}\``;
}

/** The inputs that the rules of task.json name but that do not exist. */
export function unknownNames(contract: Contract): string[] {
  const rules = [...contract.groups, ...contract.inputs].map(({ visibleRule }) => visibleRule);
  return rules.flatMap(namesIn).filter((name) => findInput(contract, name) === undefined);
}
