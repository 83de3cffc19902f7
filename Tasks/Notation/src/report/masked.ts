import type { Mask } from '../text/mask';
import { boundText } from '../text/bound';
import { MAX_LINE_CHARACTERS } from '../text/lineSplitter';
import { TaskError } from '../errors';
import type { StepReport } from './result';

/** Fixed words of the report. They are not masked: programs compare them, and a secret may equal one. */
const ownWords = new Set(['command', 'status', 'key', 'code', 'source']);

/** Digests are not secrets. The names of artifacts and signatures stay complete. */
const digests = /(sha(?:256|384|512):[0-9a-f]{64,128})/;

/** The longest metadata of one signature, in characters. The signer chooses its size. */
const MAX_METADATA_CHARACTERS = 4096;

/** Masks every text of a report, and cuts it to the length of a log line. */
export function masked(report: StepReport, mask: Mask): StepReport {
  return maskedValue(report, mask);
}

/** The same of any value that has nothing but data in it; its type stays. */
export function maskedValue<T>(value: T, mask: Mask): T {
  return maskedData(value, mask) as T;
}

function maskedData(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return maskedText(value, mask);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => maskedData(one, mask));
  if (value instanceof TaskError)
    return new TaskError(
      value.code,
      value.values.map((one) => maskedText(one, mask)),
      { detail: value.detail === undefined ? undefined : maskedText(value.detail, mask) },
    );
  if (value instanceof Map) {
    return maskedMetadata(value as ReadonlyMap<string, string>, mask);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      ownWords.has(name) ? (one as unknown) : maskedData(one, mask),
    ]),
  );
}

function maskedText(text: string, mask: Mask): string {
  const parts = text.split(digests).map((part) => (digests.test(part) ? part : mask(part)));
  return boundText(parts.join(''), MAX_LINE_CHARACTERS);
}

function maskedMetadata(metadata: ReadonlyMap<string, string>, mask: Mask): Map<string, string> {
  const shown = new Map<string, string>();
  let characters = 0;
  for (const [key, value] of metadata) {
    const pair = [maskedText(key, mask), maskedText(value, mask)] as const;
    characters += pair[0].length + pair[1].length;
    if (characters > MAX_METADATA_CHARACTERS) {
      shown.set('…', `${metadata.size - shown.size} more`);
      break;
    }
    shown.set(...pair);
  }
  return shown;
}
