import { posix } from 'node:path';
import { parse } from 'yaml';
import { type Arguments, type Declared, bind, readParameters } from './parameters';
import { type Branch, type Tree, isBranch, isList } from './tree';

/** Gives the text of a template: its path in its repository, and the alias of that, '' for the pipeline's own. */
export type Load = (path: string, repository: string) => string;

interface Place {
  readonly folder: string;
  readonly repository: string;
  readonly depth: number;
}

const MAX_DEPTH = 20;
const rootKeys = ['trigger', 'pr', 'pool', 'resources', 'variables', 'parameters', 'extends'];

/**
 * Expands the templates of a pipeline: `extends`, `template:` in a list of steps, and `${{ parameters.<name> }}`.
 *
 * @param text the YAML of the pipeline
 * @param load reads a template
 * @param given the parameters that a run is started with
 * @returns the pipeline without templates and parameters; all its scalars are text
 * @throws Error for an unknown or missing parameter, and for what the emulator does not know: other expressions, templates
 * in other places, keys that a template may not have
 * Source: Azure Pipelines, "Template usage reference" and "Template parameters".
 */
export function expandTemplates(text: string, load: Load, given: Arguments = {}): Branch {
  const place = { folder: '', repository: '', depth: 0 };
  const { parameters, ...body } = readBranch(text, 'The pipeline');
  const values = bind(readParameters(parameters), given);
  const pipeline = expand(body, values, place, load);
  if (!isBranch(pipeline) || !('extends' in pipeline)) return pipeline as Branch;
  const { extends: extended, ...rest } = pipeline;
  onlyKeys(rest, rootKeys, 'A pipeline that extends a template');
  return { ...rest, ...expandReference(extended, place, load, ['jobs', 'stages', 'steps']) };
}

/** A template that a pipeline names, expanded; it has the given keys and no others. */
function expandReference(
  reference: Tree | undefined,
  from: Place,
  load: Load,
  keys: readonly string[],
): Branch {
  if (!isBranch(reference) || typeof reference['template'] !== 'string')
    throw new Error('`extends` names no template.');
  onlyKeys(reference, ['template', 'parameters'], 'The use of a template');
  const place = placeOf(reference['template'], from);
  const { parameters, ...body } = readBranch(load(place.path, place.repository), place.path);
  onlyKeys(body, keys, place.path);
  const given = reference['parameters'] ?? {};
  if (!isBranch(given)) throw new Error(`${place.path}: its parameters are no mapping.`);
  const values = bind(readParameters(parameters), given);
  return expand(body, values, place, load) as Branch;
}

/** A template's path is relative to the file that names it; `@alias` names another repository. */
function placeOf(name: string, from: Place): Place & { readonly path: string } {
  const [file = '', alias] = name.split('@');
  const isOwn = alias === undefined;
  const path = posix.normalize(isOwn ? posix.join(from.folder, file) : file);
  if (path.startsWith('..')) throw new Error(`The template ${name} lies outside its repository.`);
  if (from.depth >= MAX_DEPTH) throw new Error(`More than ${MAX_DEPTH} templates in one another.`);
  const repository = isOwn ? from.repository : alias;
  return { path, folder: posix.dirname(path), repository, depth: from.depth + 1 };
}

function expand(tree: Tree, values: Declared, place: Place, load: Load): Tree {
  if (typeof tree === 'string') return substitute(tree, values);
  if (isList(tree)) return tree.flatMap((item) => expandItem(item, values, place, load));
  const pairs = Object.entries(tree).map(([key, value]) => {
    if (key.includes('${{')) throw new Error(`The emulator does not know the expression '${key}'.`);
    return [key, expand(value, values, place, load)];
  });
  return Object.fromEntries(pairs) as Branch;
}

/** An item of a list: a parameter that is a list takes its place, and so do the steps of a template. */
function expandItem(item: Tree, values: Declared, place: Place, load: Load): readonly Tree[] {
  const expanded = expand(item, values, place, load);
  if (typeof item === 'string' && isList(expanded)) return expanded;
  if (!isBranch(expanded) || !('template' in expanded)) return [expanded];
  const { steps } = expandReference(expanded, place, load, ['steps']);
  if (!isList(steps)) throw new Error('A template in a list of steps has no steps.');
  return steps;
}

const expression = /\$\{\{(.*?)\}\}/g;
const parameter = /^ *parameters\.(\w+) *$/;

function substitute(text: string, values: Declared): Tree {
  const look = (inner: string): Tree => {
    const [, name = ''] = parameter.exec(inner) ?? [];
    const value = values.get(name);
    if (value === undefined) throw new Error(`The emulator does not know '\${{${inner}}}'.`);
    return value;
  };
  const [, whole] = /^\$\{\{((?:(?!\}\}).)*)\}\}$/.exec(text) ?? [];
  if (whole !== undefined) return look(whole);
  return text.replace(expression, (_, inner: string) => {
    const value = look(inner);
    if (typeof value !== 'string') throw new Error(`A list stands within the text '${text}'.`);
    return value;
  });
}

function readBranch(text: string, what: string): Branch {
  const tree = parse(text, { schema: 'failsafe' }) as Tree;
  if (!isBranch(tree)) throw new Error(`${what} is not a mapping.`);
  return tree;
}

function onlyKeys(branch: Branch, keys: readonly string[], what: string): void {
  const others = Object.keys(branch).filter((key) => !keys.includes(key));
  if (others.length > 0) throw new Error(`${what} may not have ${others.join(', ')}.`);
}
