import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import schema from '../../../../../docs/report.schema.json';
import { codeSpans } from '../../../../../scripts/docs/markdown';
import { root } from '../../../../../scripts/paths';

const read = (page: string): string => readFileSync(path.join(root, 'docs', page), 'utf8');
const pages = [read('report.md'), read('inspect.md')];

/** Each name of a field in a schema, however deep. */
function fieldsOf(node: unknown): string[] {
  if (node === null || typeof node !== 'object') return [];
  const { properties = {} } = node as { readonly properties?: object };
  return [...Object.keys(properties), ...Object.values(node).flatMap(fieldsOf)];
}

/** Each name of a member in a JSON value, however deep. */
function membersOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(membersOf);
  if (value === null || typeof value !== 'object') return [];
  return [...Object.keys(value), ...Object.values(value).flatMap(membersOf)];
}

describe('the pages about the report', () => {
  const fields = new Set(fieldsOf(schema));

  it('show no field that the schema does not have', () => {
    const examples = pages.flatMap((page) => [...page.matchAll(/```json\n([\s\S]*?)```/g)]);
    assert.equal(examples.length, 2);
    // Metadata has the keys that the signer chose.
    const shown = examples.flatMap(([, text = '']) => membersOf(JSON.parse(text)));
    const unknown = shown.filter((name) => !fields.has(name) && name !== 'team');
    assert.deepEqual(unknown, []);
  });

  it('describe no field that the schema does not have', () => {
    const items = pages.flatMap((page) => page.match(/^- (?:`\w+`(?:, )?)+(?=:)/gm) ?? []);
    assert(items.length > 10);
    assert.deepEqual(
      items.flatMap(codeSpans).filter((name) => !fields.has(name)),
      [],
    );
  });

  it('name every field of the schema', () => {
    const text = pages.join('\n');
    assert.deepEqual(
      [...fields].filter((name) => !new RegExp(`["\`.]${name}\\b`).test(text)),
      [],
    );
  });
});
