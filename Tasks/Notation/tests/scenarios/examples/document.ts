import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from '../../../../../scripts/paths';

/** A part of a pipeline: all its scalars are text, as Azure Pipelines takes them. */
export type Tree = string | readonly Tree[] | Mapping;
export interface Mapping {
  readonly [key: string]: Tree;
}

const folder = path.join(root, 'examples');

/** The file names of all examples. */
export function exampleNames(): string[] {
  return readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
}

/** Reads an example as it is written. */
export function readExample(name: string): Mapping {
  const text = readFileSync(path.join(folder, name), 'utf8');
  return mapping(parse(text, { schema: 'failsafe' }) as Tree);
}

/** Gives a copy with other scalars; keys stay as they are. */
export function mapScalars(tree: Tree, change: (scalar: string) => string): Tree {
  if (typeof tree === 'string') return change(tree);
  if (isList(tree)) return tree.map((item) => mapScalars(item, change));
  const pairs = Object.entries(tree).map(([key, item]) => [key, mapScalars(item, change)]);
  return Object.fromEntries(pairs) as Mapping;
}

/** @throws AssertionError where a mapping belongs and is none, or one has other keys than these */
export function mapping(tree: Tree | undefined, keys?: readonly string[]): Mapping {
  assert(typeof tree === 'object' && !isList(tree), `${JSON.stringify(tree)} is no mapping`);
  const others = keys && Object.keys(tree).filter((key) => !keys.includes(key));
  assert.deepEqual(others ?? [], [], 'Azure Pipelines, or this test, does not know these');
  return tree;
}

/** The items of a list; none where there is no list. */
export function items(tree: Tree | undefined): readonly Tree[] {
  if (tree === undefined) return [];
  assert(isList(tree), `${JSON.stringify(tree)} is no list`);
  return tree;
}

/** A scalar; empty where there is none. */
export function scalar(tree: Tree | undefined): string {
  assert(tree === undefined || typeof tree === 'string', `${JSON.stringify(tree)} is no scalar`);
  return tree ?? '';
}

function isList(tree: Tree): tree is readonly Tree[] {
  return Array.isArray(tree);
}
