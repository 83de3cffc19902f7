import type { Reference } from '../artifacts/reference';
import type { Warning } from '../messages';
import type { FoundImage } from './image';
import { parseImageName } from './name';
import { TaskError } from '../errors';
import { readImageValue } from './imageValue';
import type { Source } from './source';
import { type Path, type TreeNode, formatPath, itemsOf, textOf, valueOf } from './tree';

/** Lists of containers in the specification of a pod, and of their states in its status. */
const lists = [
  ['containers', 'containerStatuses'],
  ['initContainers', 'initContainerStatuses'],
  ['ephemeralContainers', 'ephemeralContainerStatuses'],
] as const;

/** What runtimes put before the name of an image that they pulled. */
const scheme = /^docker-pullable:\/\//;

/** Whether a status says something: `kubectl create --dry-run` writes an empty one. */
export function isReported(status: TreeNode): boolean {
  return status.kind !== 'map'
    ? status.kind === 'list' || status.value !== null
    : status.entries.length > 0;
}

/**
 * Whether an object looks like what a cluster says of it: it has a `resourceVersion`. That is no proof,
 * for anybody can write one, and kubectl takes it out of the objects that it creates.
 * Source: github.com/kubernetes/cli-runtime, pkg/resource/helper.go.
 */
export function isFromCluster(node: TreeNode): boolean {
  return /^[1-9]\d*$/.test(textOf(valueOf(node, 'metadata', 'resourceVersion')) ?? '');
}

/**
 * The images that a pod runs, by the digests of `imageID`. A container that has none yet counts by its
 * `image`, with a warning; one whose `image` cannot be what runs counts by both. Where the pod is not
 * from a cluster, its specification counts as a whole.
 *
 * @param pod an object of the kind Pod
 * @throws TaskError ImageIdWithoutDigest
 */
export function readPodStatus(
  source: Source,
  pod: TreeNode,
  path: Path,
): { readonly images: readonly FoundImage[]; readonly warnings: readonly Warning[] } {
  const images: FoundImage[] = [];
  const warnings: Warning[] = [];
  for (const [specList, statusList] of lists) {
    const states = itemsOf(valueOf(pod, 'status', statusList));
    const running = new Map<string, Reference>();
    states.forEach((state, index) => {
      const node = valueOf(state, 'imageID');
      const id = textOf(node) ?? '';
      if (node === undefined || id === '') return;
      const place = [...path, 'status', statusList, index, 'imageID'];
      const image = readImageId(source, node, id, place);
      images.push(image);
      running.set(textOf(valueOf(state, 'name')) ?? '', image.reference);
    });
    const specified = isFromCluster(pod) ? itemsOf(valueOf(pod, 'spec', specList)) : [];
    specified.forEach((container, index) => {
      const node = valueOf(container, 'image');
      const name = textOf(valueOf(container, 'name')) ?? '';
      if (node === undefined) return;
      const image = readImageValue(source, node, [...path, 'spec', specList, index, 'image']);
      const runs = name === '' ? undefined : running.get(name);
      if (runs !== undefined && mayMean(image.reference, runs)) return;
      images.push({ ...image, site: undefined });
      if (runs === undefined) warnings.push(notStarted(source, image));
    });
  }
  return { images, warnings };
}

/** Whether a name of a specification may have meant the image that runs: the same repository, and no other digest. */
function mayMean(named: Reference, running: Reference): boolean {
  const isSameRepository = named.scope.toLowerCase() === running.scope.toLowerCase();
  return isSameRepository && (named.digest === undefined || named.digest === running.digest);
}

/** The warning of an image that counts by its name, for the status of its pod has no digest of it. */
export function notStarted(source: Source, image: FoundImage): Warning {
  const values = [source.path, String(image.line), image.name];
  return { key: 'Warning_PodNotStarted', values, isShortfall: false };
}

function readImageId(source: Source, node: TreeNode, id: string, path: Path): FoundImage {
  const name = id.replace(scheme, '');
  const place = formatPath(path);
  const refusal = source.error('ImageIdWithoutDigest', node.offset, place, id);
  if (!name.includes('@')) throw refusal;
  try {
    const reference = parseImageName(name);
    return { name, reference, line: source.lineAt(node.offset), place, site: undefined };
  } catch (error) {
    throw error instanceof TaskError ? refusal : error;
  }
}
