/** Milliseconds of each unit: the units of Go's time.ParseDuration from milliseconds up, and days. */
const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60 * 1000,
  h: 60 * 60 * 1000,
  d: 24 * 60 * 60 * 1000,
};

/** The longest duration of Go's time.Duration, about 292 years, in milliseconds. */
const MAX_DURATION_MS = Math.floor((2 ** 63 - 1) / 1e6);

/** The longest delay of a timer of Node, about 24 days, in milliseconds. A longer one would fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

const part = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;
const whole = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;

/**
 * Reads a duration such as `90s`, `5m`, `1h30m` or `90d`.
 *
 * @returns whole milliseconds; undefined where the text is not a duration, or is too long for Go
 */
export function parseDuration(text: string): number | undefined {
  const value = text.trim().toLowerCase();
  if (!whole.test(value)) return undefined;
  const parts = [...value.matchAll(part)];
  const sum = parts.reduce(
    (total, [, count, unit]) => total + Number(count) * (units[unit ?? ''] ?? 0),
    0,
  );
  return sum > MAX_DURATION_MS ? undefined : Math.round(sum);
}
