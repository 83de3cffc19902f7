import type { Source } from './source';
import { type MapNode, type TreeNode, textOf } from './tree';

/** What `parameters('x')` means in a template. Names are in lower case, for Azure compares them so. */
export interface Scope {
  /** Default values; a parameter with none, or one that is no text, is not in it. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Values from outside, which count before the default values; undefined for what is no text. */
  readonly given: ReadonlyMap<string, string | undefined>;
}

/**
 * The parameters that a template declares.
 *
 * @param given values from outside
 * @throws TaskError ImagesKeyRepeated where two parameters differ in upper and lower case only
 */
export function armParameters(source: Source, template: TreeNode, given: Scope['given']): Scope {
  const parameters = new Map<string, string>();
  const declared = armValue(template, 'parameters');
  const seen = declared?.kind === 'map' ? armKeys(source, declared) : new Set<string>();
  for (const { key, value } of declared?.kind === 'map' ? declared.entries : []) {
    const text = textOf(armValue(value, 'defaultValue'));
    if (text !== undefined) parameters.set(key.toLowerCase(), text);
  }
  const names = [...given].map(([name, value]) => [name.toLowerCase(), value] as const);
  // Only what a template declares can be given to it.
  return { parameters, given: new Map(names.filter(([name]) => seen.has(name))) };
}

/** The value of a key, in upper or lower case. */
export function armValue(node: TreeNode | undefined, key: string): TreeNode | undefined {
  if (node?.kind !== 'map') return undefined;
  return node.entries.find((entry) => entry.key.toLowerCase() === key.toLowerCase())?.value;
}

/** The keys of a mapping, in lower case. @throws TaskError ImagesKeyRepeated */
export function armKeys(source: Source, node: MapNode): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { key, offset } of node.entries) {
    if (keys.has(key.toLowerCase())) throw source.error('ImagesKeyRepeated', offset, key);
    keys.add(key.toLowerCase());
  }
  return keys;
}
