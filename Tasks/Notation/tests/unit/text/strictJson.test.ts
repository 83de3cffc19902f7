import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readMembers } from '../../../src/text/jsonMembers';
import {
  type JsonProblem,
  type JsonValue,
  MAX_JSON_DEPTH,
  MAX_JSON_VALUES,
  StrictJsonError,
  readStrictJson,
} from '../../../src/text/strictJson';

/** What `JSON.parse` gives of the same document. */
function plainValue(value: JsonValue): unknown {
  switch (value.kind) {
    case 'object': {
      const entries = [...value.members].map(([name, one]) => [name, plainValue(one)] as const);
      return Object.fromEntries(entries);
    }
    case 'array':
      return value.items.map(plainValue);
    case 'string':
      return value.text;
    case 'number':
      return Number(value.source);
    case 'literal':
      return value.value;
  }
}

function problemOf(read: () => unknown): JsonProblem | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    assert(error instanceof StrictJsonError, String(error));
    return error.problem;
  }
}

const refused: readonly (readonly [string, string | Buffer, JsonProblem])[] = [
  ['a name twice', '{"a":1,"a":2}', 'name'],
  ['a name twice, once escaped', '{"a":1,"\\u0061":2}', 'name'],
  ['a name twice in an object deep within', '[{"b":[{"a":1,"a":2}]}]', 'name'],
  ['a byte order mark', Buffer.from('\ufeff{}'), 'syntax'],
  ['a byte that is no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'syntax'],
  ['an overlong form of UTF-8', Buffer.from([0x22, 0xc1, 0xa1, 0x22]), 'syntax'],
  ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'syntax'],
  ['half of a surrogate pair', '"\\ud800"', 'syntax'],
  ['a control character in a string', '"a\u0000"', 'syntax'],
  ['an unknown escape', '"\\x41"', 'syntax'],
  ['a value after the value', '{}{}', 'syntax'],
  ['a NUL after the value', '{}\0', 'syntax'],
  ['a comma too many', '{"a":1,}', 'syntax'],
  ['a missing colon', '{"a" 1}', 'syntax'],
  ['a comment', '{}//', 'syntax'],
  ['a blank that JSON does not know', '\u00a0{}', 'syntax'],
  ['a number with a leading zero', '[01]', 'syntax'],
  ['nothing', '', 'syntax'],
  ['an object that ends too early', '{"a":', 'syntax'],
  ['deep nesting', '['.repeat(MAX_JSON_DEPTH + 2) + ']'.repeat(MAX_JSON_DEPTH + 2), 'limit'],
  ['a hundred thousand brackets', '['.repeat(100_000), 'limit'],
  ['many values', `[${'0,'.repeat(MAX_JSON_VALUES)}0]`, 'limit'],
];

describe('a strict reading of JSON', () => {
  for (const [what, document, problem] of refused) {
    it(`refuses ${what}`, () => {
      assert.equal(
        problemOf(() => readStrictJson(Buffer.from(document as string))),
        problem,
      );
    });
  }

  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (json) => {
        assert.deepEqual(plainValue(readStrictJson(Buffer.from(json))), JSON.parse(json));
      }),
    );
  });

  it('reads no document that JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string(), (json, place, more) => {
        const position = place % (json.length + 1);
        const changed = json.slice(0, position) + more + json.slice(position + 1);
        if (problemOf(() => readStrictJson(Buffer.from(changed))) === undefined) {
          JSON.parse(changed);
        }
      }),
    );
  });

  it('reads a string of four MiB', () => {
    const text = 'a\\n'.repeat((4 * 1024 * 1024) / 3);
    const value = readStrictJson(Buffer.from(`"${text}"`));
    assert(value.kind === 'string');
    assert.equal(value.text.length, (text.length * 2) / 3);
  });
});

describe('the members of an object', () => {
  const shape = { known: ['payload', 'sign', 'kind'], others: 'allowed' } as const;
  const read = (json: string, others: 'allowed' | 'refused' = 'allowed') =>
    problemOf(() => readMembers(readStrictJson(Buffer.from(json)), 'it', { ...shape, others }));

  const ambiguous = [
    ['another case', '{"Payload":1}'],
    ['another case beside the right one', '{"payload":1,"PAYLOAD":2}'],
    ['a long s', '{"\u017fign":1}'],
    ['a Kelvin sign', '{"\u212aind":1}'],
    ['an escape', '{"payl\\u006fad":1}'],
    ['an escape in an unknown name', '{"\\u0061":1}'],
    ['a name beyond ASCII', '{"päyload":1}'],
    ['a control character in a name', '{"a\u007f":1}'],
  ];
  for (const [what, json = ''] of ambiguous) {
    it(`are refused with ${what}`, () => {
      assert.equal(read(json), 'name');
    });
  }

  it('may have other names only where that is allowed', () => {
    assert.equal(read('{"payload":1,"other":2}'), undefined);
    assert.equal(read('{"payload":1,"other":2}', 'refused'), 'structure');
    assert.equal(read('{"payload":1}', 'refused'), undefined);
    assert.equal(read('[]'), 'structure');
  });
});
