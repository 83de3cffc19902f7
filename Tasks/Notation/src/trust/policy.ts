import { TaskError, causeOf } from '../errors';
import { readBounded } from '../files/readBounded';

/** What this task needs to know of a trust policy statement. */
export interface PolicyStatement {
  readonly name: string;
  readonly registryScopes: readonly string[];
  readonly level: string;
  /** `<kind>:<name>` each. */
  readonly trustStores: readonly string[];
}

/** Bytes: thousands of statements. */
const LARGEST = 1024 * 1024;

/** A trust policy: its text as it is staged, and its statements. */
export interface TrustPolicy {
  /** Where it was read; for messages. */
  readonly file: string;
  readonly text: string;
  readonly statements: readonly PolicyStatement[];
}

/**
 * Reads a trust policy file.
 *
 * @param file absolute path
 * @throws TaskError TrustPolicyMalformed, with the line
 */
export function readTrustPolicy(file: string): TrustPolicy {
  try {
    return parseTrustPolicy(file, textOf(file));
  } catch (error) {
    const place = error instanceof SyntaxError ? `${file}:${brokenLine(file)}` : file;
    throw new TaskError('TrustPolicyMalformed', [place, causeOf(error)], { cause: error });
  }
}

function textOf(file: string): string {
  return readBounded(file, LARGEST)
    .toString('utf8')
    .replace(/^\ufeff/, '');
}

/**
 * The number of the line at which a file stops being JSON: the first that cannot be continued. Not
 * every version of Node names the place.
 */
function brokenLine(file: string): number {
  const lines = textOf(file).split('\n');
  let [good, broken] = [0, lines.length];
  while (broken - good > 1) {
    const middle = Math.floor((good + broken) / 2);
    if (isContinuable(`${lines.slice(0, middle).join('\n')}\n`)) good = middle;
    else broken = middle;
  }
  return broken;
}

function isContinuable(start: string): boolean {
  try {
    JSON.parse(start);
    return true;
  } catch (error) {
    const position = / at position (\d+)/.exec(causeOf(error))?.[1];
    return position === undefined
      ? causeOf(error).includes('end of JSON input')
      : Number(position) >= start.length;
  }
}

/** Reads a trust policy's text. @throws Error where it is no JSON or has no statements */
export function parseTrustPolicy(file: string, text: string): TrustPolicy {
  const statements = field(JSON.parse(text), 'trustPolicies');
  if (!Array.isArray(statements)) throw new Error('it has no list "trustPolicies"');
  return { file, text, statements: statements.map(readStatement) };
}

/** What is wrong with a statement is for notation to say. */
function readStatement(value: unknown): PolicyStatement {
  const name = field(value, 'name');
  const level = field(field(value, 'signatureVerification'), 'level');
  return {
    name: typeof name === 'string' ? name : '',
    registryScopes: strings(field(value, 'registryScopes')),
    level: typeof level === 'string' ? level : '',
    trustStores: strings(field(value, 'trustStores')),
  };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** A member of a JSON object, by a name in any case of letters, as notation looks for it. */
function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const members = Object.entries(value).reverse(); // of several notation takes the last
  return members.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/**
 * The statement that applies to a repository: one that names it, else the one for all.
 *
 * @param scope `<registry>/<repository>`
 */
export function applicableStatement(
  policy: TrustPolicy,
  scope: string,
): PolicyStatement | undefined {
  const naming = (wanted: string): PolicyStatement | undefined =>
    policy.statements.find(({ registryScopes }) => registryScopes.includes(wanted));
  return naming(scope) ?? naming('*');
}

/** The number of the first line that holds a text as a JSON string; undefined where none does. */
export function lineOf({ text }: TrustPolicy, value: string): number | undefined {
  const line = text.split('\n').findIndex((one) => one.includes(JSON.stringify(value)));
  return line < 0 ? undefined : line + 1;
}
