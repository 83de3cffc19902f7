import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseReferences, unique } from '../../../src/artifacts/list';
import { canonicalName, parseReference } from '../../../src/artifacts/reference';
import { algorithms, anyReference } from './anyReference';

describe('parseReferences', () => {
  const table: [title: string, list: string, expected: string[]][] = [
    ['nothing of an empty text', '', []],
    ['nothing of separators', ' ,\n, \r\n ,', []],
    ['by commas', 'r/a:1,r/b:1', ['r/a:1', 'r/b:1']],
    ['by line breaks', 'r/a:1\nr/b:1\r\nr/c:1\rr/d:1', ['r/a:1', 'r/b:1', 'r/c:1', 'r/d:1']],
    ['by both, with blanks', ' r/a:1 ,\n\t r/b:1,\n', ['r/a:1', 'r/b:1']],
    ['a duplicate once', 'r/a:1,r/b:1,r/a:1', ['r/a:1', 'r/b:1']],
    ['a duplicate by upper-case host once', 'r/a:1,R/a:1', ['r/a:1']],
    ['of these the one in small letters', 'R/a:1,r/b:1,r/a:1', ['r/a:1', 'r/b:1']],
    ['of others the first', 'Host/a:1,HOST/a:1', ['Host/a:1']],
    [
      'a duplicate by tag and digest once',
      `r/a:1@${algorithms.sha256},r/a@${algorithms.sha256}`,
      [`r/a@${algorithms.sha256}`],
    ],
    ['tags that differ in case', 'r/a:v,r/a:V', ['r/a:v', 'r/a:V']],
  ];
  for (const [title, list, expected] of table) {
    it(`I1 reads ${title}`, () => {
      assert.deepEqual(
        parseReferences(list).map(({ name }) => name),
        expected,
      );
    });
  }

  it('I1 reads any references, however they are separated, in their order', () => {
    const separator = fc.constantFrom(',', '\n', '\r\n', ' , ', ',\n', ',,');
    fc.assert(
      fc.property(fc.array(anyReference), separator, (references, between) => {
        const expected = new Set(references.map((one) => canonicalName(parseReference(one))));
        const read = parseReferences(references.join(between)).map(canonicalName);
        assert.deepEqual(read, [...expected]);
      }),
    );
  });

  it('I2 refuses the whole list for one bad item, and names it', () => {
    assert.throws(() => parseReferences('r/a:1,\nr/b@sha256:,r/c:1'), {
      code: 'DigestMissing',
      values: ['r/b@sha256:'],
    });
  });

  it('I2 names the macro that the agent left as it is', () => {
    assert.throws(() => parseReferences('r/a:1,$(imageRef)'), {
      code: 'MacroNotExpanded',
      values: ['artifactRefs', '$(imageRef)'],
    });
  });
});

describe('unique', () => {
  it('keeps the first of references that name the same', () => {
    const first = parseReference(`r/a:1@${algorithms.sha256}`);
    const second = parseReference(`r/a@${algorithms.sha256}`);
    assert.deepEqual(unique([first, second]), [first]);
    assert.deepEqual(unique([second, first]), [second]);
  });
});
