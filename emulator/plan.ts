import { parse } from 'yaml';

/** One step of a pipeline as its YAML says it. */
export interface PlannedStep {
  readonly kind: 'task' | 'script' | 'checkout';
  /** The task's reference, the script's text, or what is checked out. */
  readonly subject: string;
  readonly condition: 'succeeded()' | 'always()' | 'succeededOrFailed()' | 'failed()';
  readonly inputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly displayName?: string;
  readonly workingDirectory?: string;
  readonly enabled: boolean;
  readonly continueOnError: boolean;
  readonly retryCountOnTaskFailure: number;
  /** In milliseconds; 0 for none. */
  readonly timeout: number;
}

export interface Plan {
  readonly variables: Readonly<Record<string, string>>;
  readonly steps: readonly PlannedStep[];
}

const conditions = ['succeeded()', 'always()', 'succeededOrFailed()', 'failed()'] as const;
const kinds = { task: 'task', script: 'script', bash: 'script', checkout: 'checkout' } as const;

/**
 * Reads a pipeline of one job: `variables:` and `steps:`.
 * @throws Error if the text is no such pipeline, or uses what the emulator does not know
 * Source: the YAML schema of Azure Pipelines.
 */
export function readPlan(text: string): Plan {
  const document = mapping(
    // All scalars of a pipeline are text: `1.10` is no number.
    parse(text, { schema: 'failsafe' }),
    'The pipeline',
  );
  const { steps } = document;
  if (!Array.isArray(steps)) {
    throw new Error('The pipeline has no `steps:`; the emulator knows no jobs and stages.');
  }
  return { variables: readVariables(document['variables']), steps: steps.map(readStep) };
}

function readVariables(value: unknown): Record<string, string> {
  if (!Array.isArray(value)) {
    return strings(value, 'variables');
  }
  const pairs = value.map((item) => {
    const { name, value: content } = strings(item, 'variables');
    return [name ?? '', content ?? ''] as const;
  });
  return Object.fromEntries(pairs);
}

function readStep(value: unknown, index: number): PlannedStep {
  const step = mapping(value, `Step ${index + 1}`);
  const [found] = Object.entries(kinds).filter(([key]) => key in step);
  if (found === undefined) {
    throw new Error(
      `Step ${index + 1} is none that the emulator knows: ${Object.keys(step).join()}.`,
    );
  }
  const [key, kind] = found;
  const condition = scalar(step['condition']).trim() || 'succeeded()';
  const known = conditions.find((one) => one === condition);
  if (known === undefined) {
    throw new Error(`Step ${index + 1}: the emulator does not know the condition '${condition}'.`);
  }
  return {
    kind,
    subject: scalar(step[key]),
    condition: known,
    inputs: strings(step['inputs'], 'inputs'),
    env: strings(step['env'], 'env'),
    ...optional(step, 'name'),
    ...optional(step, 'displayName'),
    ...optional(step, 'workingDirectory'),
    enabled: scalar(step['enabled']) !== 'false',
    continueOnError: scalar(step['continueOnError']) === 'true',
    retryCountOnTaskFailure: Number(scalar(step['retryCountOnTaskFailure'])),
    timeout: Number(scalar(step['timeoutInMinutes'])) * 60_000,
  };
}

function optional<K extends string>(
  step: Record<string, unknown>,
  key: K,
): Partial<Record<K, string>> {
  return key in step ? ({ [key]: scalar(step[key]) } as Partial<Record<K, string>>) : {};
}

function mapping(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${what} is not a mapping.`);
  }
  return value as Record<string, unknown>;
}

function strings(value: unknown, what: string): Record<string, string> {
  const pairs = Object.entries(mapping(value === undefined || value === '' ? {} : value, what));
  return Object.fromEntries(pairs.map(([key, item]) => [key, scalar(item)]));
}

/** Gives a scalar; what is absent is empty. */
function scalar(value: unknown): string {
  if (value === null || value === undefined) {
    return '';
  }
  if (typeof value !== 'string') {
    throw new Error(`The pipeline has ${JSON.stringify(value)} where a single value belongs.`);
  }
  return value;
}
