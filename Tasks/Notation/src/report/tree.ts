import { text } from '../agent/messages';
import { typeText } from './attached';
import type { ArtifactResult, AttachedArtifact } from './result';
import { cells } from './signatures';

/** Lines of all trees of a step: more help no reader, and the JSON report has all. */
const MAX_TREE_LINES = 500;

/** What stands at one place of a tree. */
interface TreeNode {
  readonly label: string;
  readonly children: TreeNode[];
}

/**
 * What the registry has of the artifacts of a step, as trees: each artifact with its signatures, what
 * is attached to it, and its platforms, each of them with the same.
 *
 * @param results each artifact before its own parts
 * @returns lines for the log, 500 at most
 */
export function treeLines(results: readonly ArtifactResult[]): string[] {
  const roots: TreeNode[] = [];
  const open: TreeNode[] = [];
  for (const result of results) {
    const depth = result.place?.depth ?? 0;
    const node = { label: labelOf(result), children: leavesOf(result) };
    (depth === 0 ? roots : (open[depth - 1]?.children ?? roots)).push(node);
    open.length = depth;
    open.push(node);
  }
  const lines = roots.flatMap(({ label, children }) => [`  ${label}`, ...drawn(children, '  ')]);
  const rest = lines.length - MAX_TREE_LINES;
  if (rest <= 0) return lines;
  return [...lines.slice(0, MAX_TREE_LINES), `  ${text('Log_TreeMore', String(rest))}`];
}

function drawn(nodes: readonly TreeNode[], indent: string): string[] {
  return nodes.flatMap(({ label, children }, position) => {
    const isLast = position === nodes.length - 1;
    const below = drawn(children, indent + (isLast ? '   ' : '│  '));
    return [`${indent}${isLast ? '└─ ' : '├─ '}${label}`, ...below];
  });
}

function labelOf({
  artifact,
  resolved = artifact,
  place,
  mediaType,
  status,
}: ArtifactResult): string {
  const { name, digest = name } = resolved;
  const shown =
    place === undefined ? name : text('Log_TreePlatform', place.platform ?? '-', digest);
  const isIndex = mediaType !== undefined && /\b(?:index|list)\b/.test(mediaType);
  if (status === 'failed') return text('Log_Failed', shown);
  return isIndex ? text('Log_TreeIndex', shown) : shown;
}

function leavesOf({ signatures, leftOut = [], attached = [] }: ArtifactResult): TreeNode[] {
  if (signatures === undefined) return [];
  const labels = [
    ...signatures.map((signature) => text('Log_TreeSignature', ...cells(signature).slice(0, 5))),
    ...leftOut.map(({ digest, reason }) =>
      text('Notice_SignatureLeftOut', digest, reason).trimStart(),
    ),
    ...(signatures.length + leftOut.length === 0 ? [text('Log_TreeNoSignature')] : []),
    ...attached.map(attachedLabel),
  ];
  return labels.map((label) => ({ label, children: [] }));
}

function attachedLabel({ artifactType, digest, size, isSigned }: AttachedArtifact): string {
  const key = isSigned ? 'Log_TreeAttachedSigned' : 'Log_TreeAttached';
  return text(key, typeText(artifactType), digest, String(size));
}
