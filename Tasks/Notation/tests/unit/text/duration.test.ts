import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseDuration } from '../../../src/text/duration';

const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Writes milliseconds as people do: `1d2h3m4s5ms`, the units that are not needed left out. */
function write(milliseconds: number): string {
  let rest = milliseconds;
  const parts = Object.entries(units).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest %= size;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.join('') || '0s';
}

describe('parseDuration', () => {
  const table: [text: string, milliseconds: number | undefined][] = [
    ['90s', 90_000],
    ['5m', 300_000],
    ['12h', 43_200_000],
    ['90d', 7_776_000_000],
    ['250ms', 250],
    ['1h30m', 5_400_000],
    ['1m250ms', 60_250],
    ['1.5h', 5_400_000],
    ['0.5ms', 1],
    ['0s', 0],
    [' 5M\r\n', 300_000],
    ['30m1h', 5_400_000],
    // The end of Go's time.Duration, 2^63 - 1 nanoseconds:
    ['106751d23h47m16s854ms', 9_223_372_036_854],
    ['106751d23h47m16s855ms', undefined],
    ['300000d', undefined],
    [`${'9'.repeat(400)}s`, undefined],
    ['1s1s', 2000],
    ['', undefined],
    ['5', undefined],
    ['m', undefined],
    ['m5', undefined],
    ['5y', undefined],
    ['5.h', undefined],
    ['5m 3s', undefined],
    ['5 m', undefined],
    ['-5m', undefined],
    ['+5m', undefined],
    ['.5h', undefined],
    ['1.h', undefined],
    ['5min', undefined],
    ['1w', undefined],
    ['1h 30m', undefined],
    ['1h30', undefined],
    ['1,5h', undefined],
    ['1e3s', undefined],
    ['5m!', undefined],
    ['infinity', undefined],
    ['٥m', undefined],
  ];
  for (const [text, milliseconds] of table) {
    it(`I4 reads ${JSON.stringify(text.slice(0, 30))} as ${milliseconds ?? 'no duration'}`, () => {
      assert.equal(parseDuration(text), milliseconds);
    });
  }

  const longest = 1000 * units.d;

  it('I4 reads back what was written, in any case, with blanks around it', () => {
    const blank = fc.stringMatching(/^[ \t\r\n]{0,2}$/);
    fc.assert(
      fc.property(fc.nat(longest), blank, fc.boolean(), (milliseconds, around, isLoud) => {
        const written = write(milliseconds);
        const text = around + (isLoud ? written.toUpperCase() : written) + around;
        assert.equal(parseDuration(text), milliseconds);
      }),
    );
  });

  it('I4 adds up its parts, in any order', () => {
    const part = fc.tuple(
      fc.nat(999),
      fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[])),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const sum = parts.reduce((total, [count, unit]) => total + count * units[unit], 0);
        assert.equal(parseDuration(parts.flat().join('')), sum);
      }),
    );
  });

  it('I4 gives a whole number that is not negative, or nothing, whatever the text', () => {
    const close = fc.stringMatching(/^[0-9.dhms -]{0,12}$/);
    fc.assert(
      fc.property(fc.oneof(close, fc.string({ unit: 'binary' })), (text) => {
        const milliseconds = parseDuration(text);
        if (milliseconds === undefined) return;
        assert(Number.isInteger(milliseconds) && milliseconds >= 0);
      }),
    );
  });
});
