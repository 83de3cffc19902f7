import { type Scope, armKeys, armParameters, armValue } from './armScope';
import { type FileImages, type FoundImage, type ReadingContext, deployableFile } from './image';
import { isImageKey } from './imageKey';
import { readImageValue } from './imageValue';
import type { Source } from './source';
import { type Entry, type Path, type TreeNode, formatPath, itemsOf, textOf, valueOf } from './tree';

/** Keys under which images are written: an expression there may hold some. */
const holders = new Set([
  ...['containers', 'initcontainers', 'template', 'properties', 'siteconfig', 'resources'],
  ...['configuration', 'containertemplate', 'customcontainertemplate', 'containersettings'],
  ...['deploymentconfiguration', 'virtualmachineconfiguration', 'containerconfiguration'],
  'starttask',
]);
/** The runtime of an App Service. */
const runtimes = new Set(['linuxfxversion', 'windowsfxversion']);
/** The images of a pool of Azure Batch: a list of names. */
const NAME_LIST = 'containerimagenames';
const container = /^docker\|/i;
const keyExpression = /^\[(?!\[)/;
const severalContainers = /^(?:compose|kube)\|/i;
/** Values that a container gets, and names of the user's own choice. */
const ownNames = new Set(['tags', 'appsettings']);

/** Whether a document is an ARM template, or a resource of Azure such as a container app. */
export function isArm(node: TreeNode): boolean {
  const schema = textOf(valueOf(node, '$schema')) ?? '';
  if (/deploymentTemplate\.json/i.test(schema)) return true;
  if (valueOf(node, 'contentVersion') !== undefined && valueOf(node, 'resources') !== undefined) {
    return true;
  }
  if (valueOf(node, 'properties')?.kind !== 'map') return false;
  return (
    /^Microsoft\.[A-Za-z]+\//i.test(textOf(valueOf(node, 'type')) ?? '') ||
    valueOf(node, 'properties', 'template', 'containers') !== undefined
  );
}

/**
 * Finds the images of Azure resources: texts under `image`, the images of pools and tasks of Azure Batch, and the
 * runtimes `DOCKER|…` of App Service.
 * Azure takes keys in upper and lower case alike.
 *
 * @param documents templates, or resources
 * @throws TaskError of the first image that cannot be read, and ImagesElsewhere for linked templates
 */
export function readArm(
  source: Source,
  documents: readonly TreeNode[],
  context: ReadingContext,
): FileImages {
  const reader = new ArmReader(source, context);
  for (const document of documents) reader.readDocument(document);
  return deployableFile('arm', reader.images);
}

class ArmReader {
  readonly images: FoundImage[] = [];

  constructor(
    private readonly source: Source,
    private readonly context: ReadingContext,
  ) {}

  readDocument(document: TreeNode): void {
    const outer: Scope = { parameters: new Map(), given: this.context.buildArguments };
    // A template has no properties; a resource may have resources within it.
    const isTemplate =
      armValue(document, 'resources') !== undefined &&
      armValue(document, 'properties') === undefined;
    if (isTemplate) this.readTemplate(document, [], outer.given);
    else this.visit(document, [], outer);
  }

  private readTemplate(template: TreeNode, path: Path, given: Scope['given']): void {
    const scope = armParameters(this.source, template, given);
    this.readResources(template, path, scope);
  }

  /** Parameters, variables and outputs of a template only declare. */
  private readResources(template: TreeNode, path: Path, scope: Scope): void {
    if (template.kind !== 'map') throw this.source.malformed(template.offset, formatPath(path));
    armKeys(this.source, template);
    for (const { key, value } of template.entries) {
      if (key.toLowerCase() !== 'resources') continue;
      const below = [...path, key];
      this.checkHolder('resources', value, below);
      this.visitResources(value, below, scope);
    }
  }

  /** With symbolic names, resources are a mapping: its keys are names of the user's own choice. Each has a type. */
  private visitResources(resources: TreeNode, path: Path, scope: Scope): void {
    if (resources.kind !== 'map') {
      this.visit(resources, path, scope);
      return;
    }
    armKeys(this.source, resources);
    for (const entry of resources.entries) {
      const below = [...path, entry.key];
      if (armValue(entry.value, 'type') !== undefined) this.visit(entry.value, below, scope);
      else this.readEntry(entry, below, scope);
    }
  }

  private visit(node: TreeNode, path: Path, scope: Scope): void {
    if (node.kind === 'list') {
      node.items.forEach((item, index) => this.visit(item, [...path, index], scope));
    }
    if (node.kind !== 'map') return;
    if (isDeployment(node)) {
      this.readDeployment(node, path, scope);
      return;
    }
    armKeys(this.source, node);
    for (const entry of node.entries) this.readEntry(entry, [...path, entry.key], scope);
  }

  private readEntry(entry: Entry, path: Path, scope: Scope): void {
    const { value } = entry;
    const key = entry.key.toLowerCase();
    if (ownNames.has(key) && isFlat(value)) return;
    // Azure evaluates expressions in keys too, so the key may be `image`.
    if (keyExpression.test(key) && textOf(value) !== undefined) {
      throw this.source.error('ImageExpression', value.offset, formatPath(path), entry.key);
    }
    if (key === 'image' || isContainerSetting(path)) this.readImage(value, path, scope);
    else if (key === NAME_LIST) this.readNames(value, path, scope);
    else if (runtimes.has(key)) this.readRuntime(value, path, scope);
    else if (isImageKey(entry)) {
      throw this.source.error('ImageKeyUnknown', value.offset, formatPath(path));
    } else {
      this.checkHolder(key, value, path);
      if (key === 'copy') this.checkCopies(value, path);
      if (key === 'resources') this.visitResources(value, path, scope);
      else this.visit(value, path, scope);
    }
  }

  /** An expression in the place of what holds containers hides their images. */
  private checkHolder(key: string, value: TreeNode, path: Path): void {
    if (!holders.has(key) && !keyExpression.test(key)) return;
    for (const node of [value, ...itemsOf(value)]) {
      const text = textOf(node);
      if (text === undefined || !isExpression(text)) continue;
      throw this.source.error('ImageExpression', node.offset, formatPath(path), text);
    }
  }

  private readImage(value: TreeNode, path: Path, scope: Scope): void {
    const resolve = this.resolver(value, path, scope);
    this.images.push(readImageValue(this.source, value, path, '', resolve));
  }

  /** The images that each machine of a pool of Azure Batch pulls. */
  private readNames(value: TreeNode, path: Path, scope: Scope): void {
    if (value.kind === 'scalar' && value.value === null) return;
    if (value.kind !== 'list') throw this.noNames(value, path);
    value.items.forEach((item, index) => this.readImage(item, [...path, index], scope));
  }

  private noNames(value: TreeNode, path: Path): Error {
    const [place, text] = [formatPath(path), textOf(value)];
    if (text === undefined || !isExpression(text)) {
      return this.source.error('ImageNotText', value.offset, place);
    }
    return this.source.error('ImageExpression', value.offset, place, text);
  }

  /** A list `copy` makes properties: each has a name, and the value of its items. */
  private checkCopies(copies: TreeNode, path: Path): void {
    itemsOf(copies).forEach((copy, index) => {
      const key = textOf(armValue(copy, 'name'))?.toLowerCase();
      const input = armValue(copy, 'input');
      if (key === undefined || input === undefined) return;
      const below = [...path, index, 'input'];
      this.checkHolder(key, input, below);
      const entry: Entry = { key, value: input, offset: input.offset };
      if (key === NAME_LIST || runtimes.has(key) || isImageKey(entry)) {
        throw this.source.error('ImageKeyUnknown', input.offset, formatPath(below));
      }
    });
  }

  private readRuntime(value: TreeNode, path: Path, scope: Scope): void {
    if (value.kind === 'scalar' && (value.value === null || value.value === '')) return;
    const text = textOf(value);
    if (text === undefined) {
      throw this.source.error('ImageNotText', value.offset, formatPath(path));
    }
    const resolve = this.resolver(value, path, scope);
    const runtime = resolve(text);
    if (severalContainers.test(runtime)) {
      throw this.source.error(
        'ImagesElsewhere',
        value.offset,
        runtime.slice(0, 8),
        'DOCKER|<image>',
      );
    }
    const prefix = container.exec(runtime)?.[0];
    if (prefix === undefined) return;
    this.images.push(readImageValue(this.source, value, path, prefix, resolve));
  }

  /** A deployment within a template has a template of its own. */
  private readDeployment(node: TreeNode, path: Path, scope: Scope): void {
    const properties = armValue(node, 'properties');
    const link = armValue(properties, 'templateLink');
    if (link !== undefined) {
      throw this.source.error('ImagesElsewhere', link.offset, 'templateLink', 'bicep build');
    }
    const template = armValue(properties, 'template');
    if (template?.kind !== 'map') {
      const place = formatPath([...path, 'properties', 'template']);
      throw this.source.error('ImageNotText', (template ?? node).offset, place);
    }
    const below = [...path, 'properties', 'template'];
    const evaluation = textOf(
      armValue(armValue(properties, 'expressionEvaluationOptions'), 'scope'),
    );
    // Unless it says so, expressions within it see the parameters of the template around it.
    if (evaluation?.toLowerCase() !== 'inner') this.readResources(template, below, scope);
    else this.readTemplate(template, below, this.givenTo(properties, scope));
  }

  /** The values that a template gives to one within it; undefined for what is no text. */
  private givenTo(properties: TreeNode | undefined, scope: Scope): Scope['given'] {
    const given = new Map<string, string | undefined>();
    const parameters = armValue(properties, 'parameters');
    if (parameters === undefined) return given;
    if (parameters.kind !== 'map') {
      throw this.source.malformed(parameters.offset, 'parameters of a deployment');
    }
    for (const { key, value } of parameters.entries) {
      const text = textOf(armValue(value, 'value'));
      given.set(key.toLowerCase(), text === undefined ? undefined : resolveIn(scope, text));
    }
    return given;
  }

  private resolver(node: TreeNode, path: Path, scope: Scope): (text: string) => string {
    return (text) => {
      const resolved = resolveIn(scope, text);
      if (resolved !== undefined) return resolved;
      throw this.source.error('ImageExpression', node.offset, formatPath(path), text);
    };
  }
}

/** The value of a text: a parameter's, or the text itself; undefined for other expressions. */
function resolveIn({ parameters, given }: Scope, text: string): string | undefined {
  if (!isExpression(text)) return text;
  const [, name] = /^\[\s*parameters\(\s*'([^']+)'\s*\)\s*\]$/i.exec(text) ?? [];
  if (name === undefined) return undefined;
  const key = name.toLowerCase();
  const value = given.has(key) ? given.get(key) : parameters.get(key);
  return value === undefined || isExpression(value) ? undefined : value;
}

function isExpression(text: string): boolean {
  return text.startsWith('[');
}

/** Tags and settings are texts, or pairs of a name and a text; whatever else is called so is looked at. */
function isFlat(value: TreeNode): boolean {
  if (value.kind === 'scalar') return true;
  if (value.kind === 'list') return value.items.every((item) => hasTextsOnly(item));
  return hasTextsOnly(value);
}

function hasTextsOnly(node: TreeNode): boolean {
  return node.kind === 'map' && node.entries.every((entry) => entry.value.kind === 'scalar');
}

/** The image of a task of Azure Batch: `containerSettings.imageName`. */
function isContainerSetting(path: Path): boolean {
  const [key, above] = [path.at(-1), path.at(-2)].map((part) => String(part).toLowerCase());
  return key === 'imagename' && above === 'containersettings';
}

function isDeployment(node: TreeNode): boolean {
  return /^Microsoft\.Resources\/deployments$/i.test(textOf(armValue(node, 'type')) ?? '');
}
