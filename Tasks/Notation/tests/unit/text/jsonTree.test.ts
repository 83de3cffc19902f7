import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type JsonNode, lineAt, readJsonTree } from '../../../src/text/jsonTree';

/** The value that a tree describes, as JSON.parse gives it. */
function valueOf(node: JsonNode, text: string): unknown {
  if (text[node.start] === '[') return node.items.map((one) => valueOf(one, text));
  if (text[node.start] !== '{') return node.value;
  const entries = node.members.map(({ name, node: one }) => [name, valueOf(one, text)] as const);
  return Object.fromEntries(entries);
}

describe('readJsonTree', () => {
  it('finds what JSON.parse finds, each at its place', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(3), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), undefined, indent);
        const tree = readJsonTree(text);
        assert.deepEqual(valueOf(tree, text), JSON.parse(text));
        const check = (node: JsonNode): void => {
          assert.deepEqual(JSON.parse(text.slice(node.start, node.end)), valueOf(node, text));
          [...node.items, ...node.members.map((one) => one.node)].forEach(check);
        };
        check(tree);
      }),
    );
  });

  it('keeps a name that stands twice', () => {
    const { members } = readJsonTree('{"a":1,\n"\\u0061":2}');
    assert.deepEqual(
      members.map(({ name, node }) => [name, node.value]),
      [
        ['a', 1],
        ['a', 2],
      ],
    );
    assert.equal(lineAt('{"a":1,\n"\\u0061":2}', members[1]?.start ?? 0), 2);
  });

  it('refuses what is no JSON, and what is nested deeper than anything that is read', () => {
    for (const text of ['', '{', '{"a":1,}', '// x\n{}', '{} {}', "{'a':1}", '\ufeff{}', '[01]']) {
      assert.throws(() => readJsonTree(text), SyntaxError, text);
    }
    assert.throws(() => readJsonTree(`${'['.repeat(102)}${']'.repeat(102)}`), /deeper/);
    assert.equal(readJsonTree(`${'['.repeat(101)}${']'.repeat(101)}`).items.length, 1);
  });
});
