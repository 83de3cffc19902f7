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
 * Whether an object is what a cluster says of it. The API server creates no object that names a
 * `resourceVersion`, and changes none that has another one by now; so no such file can be deployed.
 * Source: kubernetes.io/docs/reference/using-api/api-concepts, resource versions.
 */
export function isFromCluster(node: TreeNode): boolean {
  return /^[1-9]\d*$/.test(textOf(valueOf(node, 'metadata', 'resourceVersion')) ?? '');
}

/**
 * The images that a pod runs, by the digests of `imageID`. A container that has none yet counts by its
 * `image`, with a warning; where the pod is not from a cluster, its specification counts as a whole.
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
    const running = new Set<string>();
    states.forEach((state, index) => {
      const node = valueOf(state, 'imageID');
      const id = textOf(node) ?? '';
      if (node === undefined || id === '') return;
      running.add(textOf(valueOf(state, 'name')) ?? '');
      images.push(readImageId(source, node, id, [...path, 'status', statusList, index, 'imageID']));
    });
    const specified = isFromCluster(pod) ? itemsOf(valueOf(pod, 'spec', specList)) : [];
    specified.forEach((container, index) => {
      const node = valueOf(container, 'image');
      const name = textOf(valueOf(container, 'name')) ?? '';
      if (node === undefined || (name !== '' && running.has(name))) return;
      const image = readImageValue(source, node, [...path, 'spec', specList, index, 'image']);
      images.push({ ...image, site: undefined });
      warnings.push(notStarted(source, image));
    });
  }
  return { images, warnings };
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
