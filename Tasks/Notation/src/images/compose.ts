import { readDotEnv, type EnvEntry } from './dotEnv';
import { type FileImages, type FoundImage, type ReadingContext, deployableFile } from './image';
import { isImageKey } from './imageKey';
import { readImageValue, readText } from './imageValue';
import type { Source } from './source';
import {
  type Path,
  type TreeNode,
  formatPath,
  itemsOf,
  matchesPath,
  textOf,
  valueOf,
  visitEntries,
} from './tree';
import { expandVariables } from './variables';

const IMAGE_CONTEXT = 'docker-image://';
/** Also a name with a variable, which may be that of the frontend. */
const frontendArgument = /^BUILDKIT_SYNTAX(?:=|$)|^[^=]*\$/;

/** Keys of a service that hold names of the user's own choice, or values of the container. */
const ownNames: readonly (readonly string[])[] = [
  ['environment'],
  ['labels'],
  ['annotations'],
  ['sysctls'],
  ['extra_hosts'],
  ['depends_on'],
  ['networks'],
  ['models'],
  ['logging', 'options'],
  ['storage_opt'],
  ['deploy', 'labels'],
  ['build', 'args'],
  ['build', 'labels'],
  ['build', 'extra_hosts'],
];

/** Sections of a file whose keys are names of the user's own choice. */
const sections = ['services', 'volumes', 'networks', 'configs', 'secrets', 'models'];

/** Whether a document is a file of Compose. */
export function isCompose(node: TreeNode): boolean {
  return valueOf(node, 'services')?.kind === 'map' || valueOf(node, 'include')?.kind === 'list';
}

/**
 * Finds the images of services: `image`, volumes of `type: image`, and build contexts that are images.
 *
 * @param documents of one file
 * @throws TaskError of the first image that cannot be read, and ImagesElsewhere for other files
 */
export function readCompose(
  source: Source,
  documents: readonly TreeNode[],
  context: ReadingContext,
): FileImages {
  const reader = new ComposeReader(source, context);
  for (const document of documents) reader.readDocument(document);
  return deployableFile('compose', reader.images);
}

class ComposeReader {
  readonly images: FoundImage[] = [];
  /** Without entries where the file `.env` cannot be read for sure. */
  private dotEnv: { readonly entries: ReadonlyMap<string, EnvEntry> | undefined } | undefined;
  private readonly resolve = (node: TreeNode, path: Path) => (text: string) =>
    this.expand(node, path, text);

  constructor(
    private readonly source: Source,
    private readonly context: ReadingContext,
  ) {}

  readDocument(document: TreeNode): void {
    const include = valueOf(document, 'include');
    if (include !== undefined) throw this.elsewhere(include, 'include');
    const services = valueOf(document, 'services');
    if (services?.kind !== 'map') throw this.source.malformed(document.offset, 'no services');
    this.checkKeys(document, [], (own) => sections.some((name) => matchesPath(own, [name])));
    for (const section of sections.slice(1)) this.checkSection(document, section);
    const isExtended = services.entries.some(
      ({ value }) => valueOf(value, 'extends') !== undefined,
    );
    for (const { key, value } of services.entries) {
      if (value.kind !== 'map') throw this.source.malformed(value.offset, `services.${key}`);
      this.readService(value, ['services', key], isExtended);
    }
  }

  private readService(service: TreeNode, path: Path, isExtended: boolean): void {
    this.checkParents(service);
    const image = valueOf(service, 'image');
    const build = valueOf(service, 'build');
    if (image !== undefined) {
      const found = this.readName(image, [...path, 'image']);
      // Another service may extend this one, and pull its image.
      const isBuilt = build !== undefined && this.pullPolicy(service, path) === 'build';
      if (!isBuilt || isExtended) this.images.push(found);
    } else if (
      ['build', 'extends', 'provider'].every((key) => valueOf(service, key) === undefined)
    ) {
      throw this.source.error('ImageEmpty', service.offset, formatPath([...path, 'image']));
    }
    this.readVolumes(service, path);
    if (build !== undefined) this.readBuild(build, [...path, 'build']);
    this.checkKeys(service, path, (own) => ownNames.some((names) => matchesPath(own, names)));
  }

  /** A service may extend one of its own file, for that one is read too. */
  private checkParents(service: TreeNode): void {
    const parent = valueOf(service, 'extends');
    if (parent === undefined) return;
    const isHere = valueOf(parent, 'file') === undefined;
    const name = textOf(parent) ?? textOf(valueOf(parent, 'service'));
    if (!isHere || name === undefined) throw this.elsewhere(parent, 'extends');
  }

  private pullPolicy(service: TreeNode, path: Path): string | undefined {
    const node = valueOf(service, 'pull_policy');
    const text = textOf(node);
    return node === undefined || text === undefined
      ? undefined
      : this.expand(node, [...path, 'pull_policy'], text);
  }

  private readVolumes(service: TreeNode, path: Path): void {
    itemsOf(valueOf(service, 'volumes')).forEach((volume, index) => {
      const below = [...path, 'volumes', index];
      const type = valueOf(volume, 'type');
      if (type === undefined) return;
      if (this.expand(type, below, readText(this.source, type, [...below, 'type'])) !== 'image') {
        return;
      }
      const node = valueOf(volume, 'source');
      const place = [...below, 'source'];
      if (node === undefined) {
        throw this.source.error('ImageEmpty', volume.offset, formatPath(place));
      }
      this.images.push(this.readName(node, place));
    });
  }

  private readBuild(build: TreeNode, path: Path): void {
    const inline = valueOf(build, 'dockerfile_inline');
    if (inline !== undefined) throw this.elsewhere(inline, 'dockerfile_inline');
    this.checkFrontend(valueOf(build, 'args'), [...path, 'args']);
    const contexts = valueOf(build, 'additional_contexts');
    const place = [...path, 'additional_contexts'];
    if (contexts?.kind === 'map') {
      for (const { key, value } of contexts.entries) this.readContext(value, [...place, key], /^/);
    }
    itemsOf(contexts).forEach((item, index) =>
      this.readContext(item, [...place, index], /^[^=]*=/),
    );
  }

  /** The argument of a build that names its frontend, as `# syntax=` does. */
  private checkFrontend(args: TreeNode | undefined, path: Path): void {
    const names =
      args?.kind === 'map' ? args.entries.map(({ key }) => key) : itemsOf(args).map(textOf);
    const found = names.find((name) => name !== undefined && frontendArgument.test(name));
    if (args === undefined || found === undefined) return;
    throw this.source.error(
      'ImageKeyUnknown',
      args.offset,
      formatPath([...path, found.replace(/=.*$/s, '')]),
    );
  }

  /** @param name what precedes the value of a context in its text */
  private readContext(node: TreeNode, path: Path, name: RegExp): void {
    const text = this.expand(node, path, readText(this.source, node, path));
    const before = name.exec(text)?.[0] ?? '';
    if (!text.slice(before.length).startsWith(IMAGE_CONTEXT)) return;
    const prefix = `${before}${IMAGE_CONTEXT}`;
    this.images.push(readImageValue(this.source, node, path, prefix, this.resolve(node, path)));
  }

  private readName(node: TreeNode, path: Path): FoundImage {
    return readImageValue(this.source, node, path, '', this.resolve(node, path));
  }

  private checkSection(document: TreeNode, section: string): void {
    const named = valueOf(document, section);
    for (const { key, value } of named?.kind === 'map' ? named.entries : []) {
      this.checkKeys(value, [section, key], (own) =>
        ['labels', 'driver_opts'].some((name) => matchesPath(own, [name])),
      );
    }
  }

  /** A key that ends in `image` and that no rule reads is an error. */
  private checkKeys(node: TreeNode, path: Path, isPassed: (own: Path) => boolean): void {
    visitEntries(node, path, (entry, below) => {
      const { key, value } = entry;
      const own = below.slice(path.length);
      if (key.startsWith('x-') || isPassed(own)) return false;
      if (path[0] === 'services' && own.length === 1 && key === 'image') return false;
      if (own.at(-2) === 'additional_contexts') return true;
      // An option of a volume of this type, such as its subpath.
      const isVolume = matchesPath(own, ['volumes', '*', 'image']) && value.kind === 'map';
      if (!isVolume && isImageKey(entry)) {
        throw this.source.error('ImageKeyUnknown', value.offset, formatPath(below));
      }
      return true;
    });
  }

  private expand(node: TreeNode, path: Path, text: string): string {
    const expanded = expandVariables(text, (name) => this.lookup(node, name), true);
    if ('value' in expanded) return expanded.value;
    const { reason, detail } = expanded.problem;
    if (reason === 'unset') throw this.source.error('ImageVariableUnset', node.offset, detail);
    throw this.source.error('ImageExpression', node.offset, formatPath(path), detail);
  }

  private lookup(node: TreeNode, name: string): string | undefined {
    const given = this.context.environment[name];
    if (given !== undefined) return given;
    this.dotEnv ??= {
      entries: readDotEnv(this.context.readSibling('.env')?.toString('utf8') ?? ''),
    };
    const { entries } = this.dotEnv;
    const entry = entries?.get(name);
    if (entries !== undefined && entry === undefined) return undefined;
    if (entry !== undefined && 'value' in entry) return entry.value;
    throw this.source.error('ImageVariableUnset', node.offset, name);
  }

  private elsewhere(node: TreeNode, what: string): Error {
    return this.source.error('ImagesElsewhere', node.offset, what, 'docker compose config');
  }
}
