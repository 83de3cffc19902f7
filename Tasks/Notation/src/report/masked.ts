import type { Mask } from '../text/mask';
import { TaskError } from '../errors';
import type { StepReport } from './result';

/** Words of this task's own: a secret may be called like one, and programs compare them. */
const ownWords = new Set(['command', 'status', 'key', 'code']);

/** No digest is a secret: names of artifacts and signatures stay whole. */
const digests = /(sha(?:256|384|512):[0-9a-f]{64,128})/;

/** A report whose every text went through a mask, whoever's words it holds. */
export function masked(report: StepReport, mask: Mask): StepReport {
  return maskedValue(report, mask) as StepReport;
}

function maskedValue(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return maskedText(value, mask);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => maskedValue(one, mask));
  if (value instanceof TaskError)
    return new TaskError(
      value.code,
      value.values.map((one) => maskedText(one, mask)),
    );
  if (value instanceof Map) {
    const pairs = [...(value as ReadonlyMap<unknown, unknown>)];
    return new Map(pairs.map(([key, one]) => [maskedValue(key, mask), maskedValue(one, mask)]));
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      ownWords.has(name) ? (one as unknown) : maskedValue(one, mask),
    ]),
  );
}

function maskedText(text: string, mask: Mask): string {
  return text
    .split(digests)
    .map((part) => (digests.test(part) ? part : mask(part)))
    .join('');
}
