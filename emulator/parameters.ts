import { type Branch, type Tree, isBranch, isList } from './tree';

/** The values that a run or another template gives, by the names of parameters. */
export type Arguments = Branch;

/** The values of all parameters of a template, by their names. */
export type Declared = ReadonlyMap<string, Tree>;

interface Parameter {
  readonly name: string;
  readonly type: (typeof types)[number];
  readonly fallback?: Tree;
}

const types = ['string', 'boolean', 'stepList'] as const;

/**
 * Reads the list of `parameters:`.
 *
 * @throws Error for a parameter without a name, and for a type that the emulator does not know
 */
export function readParameters(tree: Tree | undefined): Parameter[] {
  if (tree === undefined) return [];
  if (!isList(tree)) throw new Error('The emulator knows parameters as a list only.');
  return tree.map((item) => {
    const { name, type = 'string', default: fallback } = isBranch(item) ? item : {};
    const known = types.find((one) => one === type);
    if (typeof name !== 'string' || known === undefined)
      throw new Error(`The emulator does not know the parameter ${JSON.stringify(item)}.`);
    return { name, type: known, ...(fallback === undefined ? {} : { fallback }) };
  });
}

/**
 * Gives each parameter its value: the given one, or its default.
 *
 * @throws Error for a parameter that is unknown, missing, or not of its type
 */
export function bind(declared: readonly Parameter[], given: Arguments): Declared {
  const names = declared.map(({ name }) => name);
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`Unexpected parameter '${unknown.join(', ')}'.`);
  return new Map(declared.map((parameter) => [parameter.name, valueOf(parameter, given)]));
}

function valueOf({ name, type, fallback }: Parameter, given: Arguments): Tree {
  const value = given[name] ?? fallback;
  if (value === undefined) throw new Error(`A value for the '${name}' parameter must be provided.`);
  if (type === 'stepList' ? !isList(value) : typeof value !== 'string')
    throw new Error(`The '${name}' parameter is no ${type}.`);
  return type === 'boolean' ? booleanText(name, value as string) : value;
}

/** A boolean becomes `True` or `False` where it is text, as an input of a task is. */
function booleanText(name: string, value: string): string {
  if (/^true$/i.test(value)) return 'True';
  if (/^false$/i.test(value)) return 'False';
  throw new Error(`The '${name}' parameter value '${value}' is not a valid Boolean.`);
}
