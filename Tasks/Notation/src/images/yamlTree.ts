import type * as Yaml from 'yaml';
import type { Quoting, Site } from './image';
import { codePoint, type Source } from './source';
import type { Entry, ListNode, MapNode, ScalarNode, TreeNode } from './tree';
import { MAX_YAML_VALUES, checkDepth, sizeOf } from './treeLimits';

/** A line that begins a document for kubectl, which cuts a file before it reads YAML. */
const marker = /^---.*$/gm;
/** Such a line as all programs read it. */
const plainMarker = /^---(?:[ \t]*|[ \t]+#.*)$/;
/** Ends of lines in YAML 1.1, which Go and Python read, and not in YAML 1.2. */
const oldLineBreak = /[\u0085\u2028\u2029]/;
/** A directive such as `%TAG` gives tags another meaning. */
const directive = /^%/m;

/** Each value but the first follows one of these. */
const separator = /[,[{\n]/g;

/** Tags that change nothing. */
const harmlessTags = new Set(['str', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`));
const MERGE = '<<';

/**
 * Reads a file of YAML: its documents, without the empty ones. What other readers of YAML may
 * understand in another way is refused.
 *
 * @throws TaskError ImagesFileMalformed, ImagesKeyRepeated, ImagesTooManyValues
 */
export async function readYaml(source: Source): Promise<TreeNode[]> {
  checkDialect(source);
  checkMarkers(source);
  const yaml = await import('yaml');
  const documents = parse(source, yaml);
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      throw source.malformed(error.pos[0] + source.start, `${error.code}: ${error.message}`);
    }
    if (document.contents === null) return [];
    const root = new DocumentReader(source, yaml).read(document.contents, 0);
    return root.kind === 'scalar' && root.value === null ? [] : [root];
  });
}

function checkDialect(source: Source): void {
  const { text, start } = source;
  if (countOf(text, separator) > MAX_YAML_VALUES) {
    throw source.error('ImagesTooManyValues', start, String(MAX_YAML_VALUES));
  }
  const lineBreak = oldLineBreak.exec(text);
  if (lineBreak !== null) {
    throw source.malformed(lineBreak.index, `line break ${codePoint(lineBreak[0])}`);
  }
  const found = directive.exec(text.slice(start));
  if (found !== null) throw source.malformed(found.index + start, 'a directive of YAML (%)');
}

function countOf(text: string, pattern: RegExp): number {
  let count = 0;
  for (const found of text.matchAll(pattern)) count += found.length;
  return count;
}

function parse(source: Source, yaml: typeof Yaml): Yaml.Document.Parsed[] {
  try {
    const documents = yaml.parseAllDocuments(source.text.slice(source.start), {
      prettyErrors: false,
      uniqueKeys: false, // keys are compared here, once aliases are resolved
      logLevel: 'silent',
    });
    return Array.isArray(documents) ? documents : [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw source.malformed(source.start, 'too many levels'); // the call stack of the parser
  }
}

/** What begins like a marker, in a text perhaps, would begin a document for kubectl, and none for us. */
function checkMarkers(source: Source): void {
  const text = source.text.slice(source.start);
  const markers = [...text.matchAll(marker)];
  for (const { index, 0: line } of markers) {
    if (plainMarker.test(line.replace(/\r$/, ''))) continue;
    throw source.malformed(index + source.start, `'${line.slice(0, 80)}'`);
  }
}

/** Reads the nodes of one document in their order, for an alias means the last anchor before it. */
class DocumentReader {
  private readonly anchors = new Map<string, TreeNode | 'unfinished'>();

  constructor(
    private readonly source: Source,
    private readonly yaml: typeof Yaml,
  ) {}

  read(node: unknown, depth: number): TreeNode {
    const { isAlias, isMap, isScalar, isSeq } = this.yaml;
    const offset = this.offsetOf(node);
    checkDepth(this.source, offset, depth);
    if (isAlias(node)) return this.resolve(node.source, offset);
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) {
      throw this.source.malformed(offset, 'a value without a type');
    }
    const { tag } = node;
    if (tag !== undefined && !harmlessTags.has(tag)) {
      throw this.source.malformed(offset, `the tag ${tag}`);
    }
    const { anchor } = node;
    if (anchor !== undefined) this.anchors.set(anchor, 'unfinished');
    const read = isMap(node)
      ? this.readMap(node, offset, depth)
      : isSeq(node)
        ? this.readList(node, offset, depth)
        : this.readScalar(node, offset);
    if (anchor !== undefined) this.anchors.set(anchor, read);
    return read;
  }

  private resolve(name: string, offset: number): TreeNode {
    const target = this.anchors.get(name);
    if (target === undefined || target === 'unfinished') {
      throw this.source.malformed(offset, `the alias *${name}`);
    }
    return target;
  }

  private readList(node: Yaml.YAMLSeq, offset: number, depth: number): ListNode {
    const items = node.items.map((item) => this.read(item, depth + 1));
    return { kind: 'list', offset, items, size: sizeOf(this.source, offset, items) };
  }

  private readMap(node: Yaml.YAMLMap, offset: number, depth: number): MapNode {
    const own = new Map<string, Entry>();
    const merged: MapNode[] = [];
    for (const pair of node.items) {
      const keyOffset = this.offsetOf(pair.key);
      const key = this.readKey(pair.key, keyOffset, depth);
      const value = pair.value === null ? nothingAt(keyOffset) : this.read(pair.value, depth + 1);
      if (own.has(key)) throw this.source.error('ImagesKeyRepeated', keyOffset, key);
      if (key === MERGE) {
        const maps = this.mergedMaps(pair.key, value, keyOffset);
        this.checkBefore(own, maps, keyOffset);
        merged.push(...maps);
      }
      own.set(key, { key, offset: keyOffset, value });
    }
    own.delete(MERGE);
    // The mapping's own keys count before merged ones, and of merged ones those that come first.
    for (const entry of merged.flatMap(({ entries }) => entries)) {
      if (!own.has(entry.key)) own.set(entry.key, entry);
    }
    const entries = [...own.values()];
    const values = entries.map(({ value }) => value);
    return { kind: 'map', offset, entries, size: sizeOf(this.source, offset, values) };
  }

  /** kubectl takes a merged value where the mapping's own key is written before the merge (go-yaml, version 2). */
  private checkBefore(
    own: ReadonlyMap<string, Entry>,
    maps: readonly MapNode[],
    offset: number,
  ): void {
    const repeated = maps.flatMap(({ entries }) => entries).find(({ key }) => own.has(key));
    if (repeated !== undefined) throw this.source.error('ImagesKeyRepeated', offset, repeated.key);
  }

  /** A `<<` that is quoted, or has a tag, merges in some readers and not in others. */
  private mergedMaps(key: unknown, value: TreeNode, offset: number): MapNode[] {
    const { isScalar, Scalar } = this.yaml;
    const isPlain = isScalar(key) && key.type === Scalar.PLAIN && key.tag === undefined;
    const maps = value.kind === 'list' ? value.items : [value];
    return maps.map((map) => {
      if (!isPlain || map.kind !== 'map') throw this.source.malformed(offset, `the key ${MERGE}`);
      return map;
    });
  }

  private readKey(node: unknown, offset: number, depth: number): string {
    const key = node === null ? nothingAt(offset) : this.read(node, depth + 1);
    if (key.kind !== 'scalar') throw this.source.malformed(offset, 'a key that is no text');
    return String(key.value);
  }

  private readScalar(node: Yaml.Scalar, offset: number): ScalarNode {
    const { value } = node;
    const isKnown =
      value === null || ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
    if (!isKnown) throw this.source.malformed(offset, 'a value of an unknown type');
    return {
      kind: 'scalar',
      offset,
      value: typeof value === 'bigint' ? Number(value) : (value as ScalarNode['value']),
      site: this.siteOf(node, offset),
      size: 1,
    };
  }

  private siteOf(node: Yaml.Scalar, offset: number): Site {
    const { Scalar } = this.yaml;
    const [start, end] = node.range ?? [offset - this.source.start, offset - this.source.start];
    const quoting: Quoting =
      node.type === Scalar.QUOTE_DOUBLE
        ? 'double'
        : node.type === Scalar.QUOTE_SINGLE
          ? 'single'
          : node.type === Scalar.PLAIN
            ? 'plain'
            : 'block';
    return { start: start + this.source.start, end: end + this.source.start, quoting, prefix: '' };
  }

  private offsetOf(node: unknown): number {
    const { isNode } = this.yaml;
    return (isNode(node) ? (node.range?.[0] ?? 0) : 0) + this.source.start;
  }
}

function nothingAt(offset: number): ScalarNode {
  const site = { start: offset, end: offset, quoting: 'plain', prefix: '' } as const;
  return { kind: 'scalar', offset, value: null, site, size: 1 };
}
