import assert from 'node:assert/strict';
import { storeFileName } from '../../../src/trust/storeFileName';

/** The names of these files in one store. */
function names(...sources: string[]): string[] {
  const taken = new Set<string>();
  return sources.map((source) => storeFileName(source, taken));
}

describe('storeFileName', () => {
  const table: [source: string, name: string][] = [
    ['/in/root.crt', 'root.crt'],
    ['in/root.CER', 'root.CER'],
    ['root.v2.pem', 'root.v2.pem'],
    // Neither says what is in it: PEM.
    ['root.der', 'root.der.pem'],
    ['root', 'root.pem'],
    // What would be left out of a store:
    ['README', 'README.pem'],
    ['root.txt', 'root.txt.pem'],
    ['.root.pem', 'root.pem'],
    ['...', 'certificates.pem'],
  ];
  for (const [source, name] of table) {
    it(`I9 names ${source} ${name}`, () => {
      assert.deepEqual(names(source), [name]);
    });
  }

  it('I9 gives no name twice, in any case or spelling', () => {
    assert.deepEqual(names('a/x.pem', 'b/x.pem', '1-x.pem', 'X.PEM'), [
      ...['x.pem', '1-x.pem', '1-1-x.pem', '2-X.PEM'],
    ]);
    const [, second] = names('\u00e9.pem', 'e\u0301.pem');
    assert.match(second ?? '', /^1-/);
  });

  it('I9 gives a name that a file system takes', () => {
    const [, name = ''] = names('漢'.repeat(85), '漢'.repeat(85));
    assert(Buffer.byteLength(name) <= 255, name);
  });
});
