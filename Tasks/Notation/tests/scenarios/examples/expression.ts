import assert from 'node:assert/strict';

/** What an expression of a job may ask for. */
export interface Context {
  /** The results of the jobs that it depends on. */
  readonly results: readonly string[];
  /** The value of a path such as `dependencies.sign.outputs['sign.Status']`; empty where there is none. */
  lookup(path: string): string;
}

type Value = string | boolean;

/**
 * Evaluates an expression of Azure Pipelines: its functions, texts and paths.
 * @throws AssertionError where it uses another function, or is none
 * Source: the documentation of Azure Pipelines ("Expressions", "Specify conditions").
 */
export function evaluate(text: string, context: Context): Value {
  const tokens = text.match(/'(?:[^']|'')*'|[\w.]+(?:\['[^']*'\])*|[(),]|\S/g) ?? [];
  const value = readValue(tokens, context);
  assert.deepEqual(tokens, [], `'${text}' is no expression`);
  return value;
}

/** Whether a condition is met. */
export function isMet(condition: string, context: Context): boolean {
  return isTrue(evaluate(condition, context));
}

/** Takes a value off the tokens. */
function readValue(tokens: string[], context: Context): Value {
  const takes = (token: string): boolean => tokens[0] === token && tokens.shift() === token;
  const [first = ''] = tokens.splice(0, 1);
  if (first.startsWith("'")) return first.slice(1, -1).replaceAll("''", "'");
  assert.match(first, /^\w/, `a value is missing before ${tokens.join(' ')}`);
  if (!takes('(')) return context.lookup(first);
  const values: Value[] = [];
  while (!takes(')')) {
    if (values.length > 0) assert(takes(','), `${first} is not closed`);
    values.push(readValue(tokens, context));
  }
  return call(first, values, context);
}

function call(name: string, values: readonly Value[], { results }: Context): Value {
  const isGood = (result: string): boolean => result.startsWith('Succeeded');
  switch (name) {
    case 'and':
      return values.every(isTrue);
    case 'or':
      return values.some(isTrue);
    case 'not':
      return !values.every(isTrue);
    case 'eq':
      return new Set(values.map((value) => String(value).toLowerCase())).size === 1;
    case 'succeeded':
      return results.every(isGood);
    case 'succeededOrFailed':
      return results.every((result) => isGood(result) || result === 'Failed');
    case 'failed':
      return results.includes('Failed');
    case 'always':
      return true;
    default:
      throw new assert.AssertionError({ message: `this test does not know ${name}()` });
  }
}

function isTrue(value: Value): boolean {
  return value !== false && value !== '';
}
