import assert from 'node:assert/strict';
import { type Mapping, items, mapScalars, mapping, scalar } from './document';

export type Values = Readonly<Record<string, string>>;

/**
 * Fills in what the reader of an example fills in.
 * @param own what stands for texts of this example; each must be there
 * @param usual what stands for placeholders that several examples have
 * @throws AssertionError where a placeholder is left, or nothing is to be filled in
 */
export function fillIn(document: Mapping, own: Values, usual: Values): Mapping {
  const values = { ...usual, ...own };
  // The longest first: `web@<digest>` before `<digest>`.
  const texts = Object.keys(values).sort((a, b) => b.length - a.length);
  const pattern = new RegExp(texts.map(escaped).join('|'), 'g');
  const found = new Set<string>();
  // Those of a parameter's name are read by whoever starts a run.
  const { parameters, ...rest } = document;
  const filled = mapScalars(rest, (text) => {
    const known = text.replace(pattern, (placeholder) => {
      found.add(placeholder);
      return values[placeholder] ?? '';
    });
    assert.doesNotMatch(known, /<[^<>]*>/, `nothing stands for what is left in: ${known}`);
    return known;
  });
  const missing = Object.keys(own).filter((text) => !found.has(text));
  assert.deepEqual(missing, [], 'the example does not have this');
  return { ...mapping(filled), ...(parameters === undefined ? {} : { parameters }) };
}

/** Puts the values of `parameters:` where the template expressions of a pipeline name them. */
export function withParameters(document: Mapping, given: Values): Mapping {
  const declared = items(document['parameters']).map((item) => scalar(mapping(item)['name']));
  assert.deepEqual(Object.keys(given), declared, 'the parameters that a run is started with');
  const expanded = mapScalars(document, (text) => {
    const known = text.replace(
      /\$\{\{ parameters\.(\w+) \}\}/g,
      (whole, name: string) => given[name] ?? whole,
    );
    assert.doesNotMatch(known, /\$\{\{/, `this test does not know what is in: ${known}`);
    return known;
  });
  return mapping(expanded);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
