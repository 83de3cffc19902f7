import type { Mask } from '../agent/mask';
import { TaskError } from '../errors';
import type { StepReport } from './result';

/** Words of this task's own: a secret may be called like one, and programs compare them. */
const ownWords = new Set(['command', 'status', 'key', 'code']);

/** Names of artifacts: their digests, which no secret is, stay whole. */
const references = new Set(['reference', 'resolved']);

/** A report whose every text went through a mask, whoever's words it holds. */
export function masked(report: StepReport, mask: Mask): StepReport {
  return maskedValue(report, mask) as StepReport;
}

function maskedValue(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return mask(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => maskedValue(one, mask));
  if (value instanceof TaskError) return new TaskError(value.code, value.values.map(mask));
  if (value instanceof Map) {
    const pairs = [...(value as ReadonlyMap<unknown, unknown>)];
    return new Map(pairs.map(([key, one]) => [maskedValue(key, mask), maskedValue(one, mask)]));
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, maskedField(name, one, mask)]),
  );
}

function maskedField(name: string, value: unknown, mask: Mask): unknown {
  if (ownWords.has(name)) return value;
  if (!references.has(name) || typeof value !== 'string') return maskedValue(value, mask);
  const [repository = '', ...digest] = value.split('@');
  return [mask(repository), ...digest].join('@');
}
