import type { Warning } from '../messages';
import type { FileImages, FoundImage } from './image';
import { isImageKey } from './imageKey';
import { readImageValue } from './imageValue';
import { kindOf } from './kubernetesKinds';
import { isFromCluster, isReported, notStarted, readPodStatus } from './podStatus';
import type { Source } from './source';
import {
  type Entry,
  type Path,
  type TreeNode,
  formatPath,
  itemsOf,
  matchesPath,
  textOf,
  valueOf,
  visitEntries,
} from './tree';

/** Lists of containers in the specification of a pod. */
export const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** Whether a document is an object of Kubernetes. */
export function isKubernetes(node: TreeNode): boolean {
  return (
    textOf(valueOf(node, 'apiVersion')) !== undefined && textOf(valueOf(node, 'kind')) !== undefined
  );
}

/**
 * Finds the images of Kubernetes objects: of containers and image volumes in the kinds that run pods;
 * in kinds that are not known, every text under a key `image`.
 *
 * @param documents objects, and lists of objects in any depth
 * @throws TaskError of the first image that cannot be read
 */
export function readKubernetes(source: Source, documents: readonly TreeNode[]): FileImages {
  const reader = new KubernetesReader(source);
  for (const document of documents) reader.readObject(document, [], undefined);
  const { images, warnings, isReport, isWithoutImages } = reader;
  return { kind: 'kubernetes', images, warnings, isReport, isWithoutImages, settled: [] };
}

/** The type that a list gives to its items. */
interface ItemType {
  readonly apiVersion: string;
  readonly kind: string;
}

class KubernetesReader {
  readonly images: FoundImage[] = [];
  readonly warnings: Warning[] = [];
  isReport = false;
  isWithoutImages = true;

  constructor(private readonly source: Source) {}

  readObject(node: TreeNode, path: Path, itemType: ItemType | undefined): void {
    const apiVersion = textOf(valueOf(node, 'apiVersion')) ?? itemType?.apiVersion;
    const kind = textOf(valueOf(node, 'kind')) ?? itemType?.kind;
    if (apiVersion === undefined || kind === undefined) {
      throw this.source.malformed(node.offset, `${formatPath(path)}: no apiVersion and kind`);
    }
    const lists = listsOf(node);
    if (lists.length > 0) {
      const type = { apiVersion, kind: kind.replace(/List$/, '') };
      for (const { key, items } of lists) this.readItems(items, [...path, key], type);
      this.readUnknown(node, path, (entry) => lists.some(({ key }) => key === entry.key));
      return;
    }
    const known = kindOf(apiVersion, kind);
    if (known.is === 'kustomization') {
      throw this.source.error('ImagesElsewhere', node.offset, kind, 'kustomize build');
    }
    if (known.is === 'declaration') return;
    this.isWithoutImages = false;
    if (known.is === 'unknown') this.readUnknown(node, path);
    else this.readWorkload(node, path, known.podSpec, kind);
  }

  private readItems(items: readonly TreeNode[], path: Path, type: ItemType): void {
    // The items of a plain List name their own types.
    const itemType = type.kind === '' ? undefined : type;
    items.forEach((item, index) => this.readObject(item, [...path, index], itemType));
  }

  private readWorkload(node: TreeNode, path: Path, podSpec: readonly string[], kind: string): void {
    const status = valueOf(node, 'status');
    const isReport = kind === 'Pod' && status !== undefined && isReported(status);
    // Any other status may be written by hand: then the images of the specification count too.
    const isOfCluster = isReport && isFromCluster(node);
    visitEntries(node, path, (entry, below) => {
      const own = below.slice(path.length);
      if (own.length === 1 && entry.key === 'status' && kind === 'Pod') return false;
      if (isMetadata(own, podSpec) || isSelector(own, podSpec, kind)) return false;
      return this.readPodEntry(entry, below, own, podSpec, isOfCluster);
    });
    this.checkContainers(node, path, podSpec);
    if (!isReport) return;
    this.isReport = true;
    const { images, warnings } = readPodStatus(this.source, node, path);
    this.images.push(...images);
    this.warnings.push(...warnings);
  }

  /** @returns whether there is more to be read below */
  private readPodEntry(
    entry: Entry,
    path: Path,
    own: Path,
    podSpec: readonly string[],
    isOfCluster: boolean,
  ): boolean {
    const { value } = entry;
    if (CONTAINER_LISTS.some((list) => matchesPath(own, [...podSpec, list, '*', 'image']))) {
      const image = readImageValue(this.source, value, path);
      if (!isOfCluster) this.images.push(image);
      return false;
    }
    if (matchesPath(own, [...podSpec, 'volumes', '*', 'image'])) {
      this.readVolume(value, path, isOfCluster);
      return false;
    }
    // The image of a Ceph block device is no image of a container.
    if (matchesPath(own, [...podSpec, 'volumes', '*', 'rbd', 'image'])) return false;
    if (isImageKey(entry)) {
      throw this.source.error('ImageKeyUnknown', value.offset, formatPath(path));
    }
    return true;
  }

  /** A status has no digest of an image volume. */
  private readVolume(value: TreeNode, path: Path, isOfCluster: boolean): void {
    const reference = valueOf(value, 'reference');
    if (value.kind === 'map' && reference === undefined) {
      throw this.source.error('ImageEmpty', value.offset, formatPath([...path, 'reference']));
    }
    const image = readImageValue(this.source, reference ?? value, [...path, 'reference']);
    this.images.push(image);
    if (isOfCluster) this.warnings.push(notStarted(this.source, image));
  }

  private checkContainers(node: TreeNode, path: Path, podSpec: readonly string[]): void {
    const spec = valueOf(node, ...podSpec);
    if (valueOf(spec, 'containers') === undefined) {
      const place = formatPath([...path, ...podSpec, 'containers']);
      throw this.source.error('ImageEmpty', node.offset, place);
    }
    for (const name of CONTAINER_LISTS) {
      const list = valueOf(spec, name);
      itemsOf(list).forEach((container, index) => {
        if (valueOf(container, 'image') !== undefined) return;
        const place = formatPath([...path, ...podSpec, name, index, 'image']);
        throw this.source.error('ImageEmpty', container.offset, place);
      });
      const isAbsent = list === undefined || (list.kind === 'scalar' && list.value === null);
      if (isAbsent || list.kind === 'list') continue;
      throw this.source.malformed(
        list.offset,
        `${formatPath([...path, ...podSpec, name])}: no list`,
      );
    }
  }

  /** An object of a kind that this task does not know: every key is looked at. */
  private readUnknown(
    node: TreeNode,
    path: Path,
    isExcept: (entry: Entry) => boolean = () => false,
  ): void {
    visitEntries(node, path, (entry, below) => {
      const { key, value } = entry;
      const own = below.slice(path.length);
      if (own.length === 1 && isExcept(entry)) return false;
      if (isMetadata(own, undefined) && isFlat(value, own)) return false;
      if (key !== 'image') {
        if (!isImageKey(entry)) return true;
        throw this.source.error('ImageKeyUnknown', value.offset, formatPath(below));
      }
      const isInVolumes = own.at(-3) === 'volumes' && typeof own.at(-2) === 'number';
      if (isInVolumes && value.kind === 'map') this.readVolume(value, below, false);
      else this.images.push(readImageValue(this.source, value, below));
      return false;
    });
  }
}

/**
 * The objects of a list. kubectl takes every object with `items` for a list, whatever its kind is called
 * (k8s.io/apimachinery, unstructured/helpers.go), and old versions take `Items` too.
 */
function listsOf(node: TreeNode): { readonly key: string; readonly items: readonly TreeNode[] }[] {
  return (node.kind === 'map' ? node.entries : []).flatMap(({ key, value }) =>
    key.toLowerCase() === 'items' && value.kind === 'list' ? [{ key, items: value.items }] : [],
  );
}

/** Keys of metadata that name what they like: labels and annotations, and who manages which field. */
function isMetadata(own: Path, podSpec: readonly string[] | undefined): boolean {
  const [last, above] = [own.at(-1), own.at(-2)];
  if (above !== 'metadata') return false;
  if (own.length === 2 && last === 'managedFields') return true;
  if (last !== 'labels' && last !== 'annotations') return false;
  if (podSpec === undefined || own.length === 2) return true;
  // Of the pod, of a job, and of the claims of a StatefulSet.
  const parents = [...podSpec.keys()].map((length) => [...podSpec.slice(0, length), 'metadata']);
  const claims = ['spec', 'volumeClaimTemplates', '*', 'metadata'];
  return [...parents, claims].some((parent) => matchesPath(own.slice(0, -1), parent));
}

/** Selectors name labels; those of most kinds do so under `matchLabels`. */
function isSelector(own: Path, podSpec: readonly string[], kind: string): boolean {
  if (own.at(-1) === 'matchLabels' || matchesPath(own, [...podSpec, 'nodeSelector'])) return true;
  return kind === 'ReplicationController' && matchesPath(own, ['spec', 'selector']);
}

/** Labels and annotations are texts; whatever else has their name is looked at. */
function isFlat(value: TreeNode, own: Path): boolean {
  if (own.at(-1) === 'managedFields' || value.kind === 'scalar') return true;
  return value.kind === 'map' && value.entries.every((entry) => entry.value.kind === 'scalar');
}
