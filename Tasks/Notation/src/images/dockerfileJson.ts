import { type FileImages, deployableFile } from './image';
import { isImageKey } from './imageKey';
import { readImageValue } from './imageValue';
import type { Source } from './source';
import { type TreeNode, formatPath, textOf, valueOf, visitEntries } from './tree';

/** Whether a document names the frontend that reads it, as BuildKit understands one of JSON. */
export function isJsonFrontend(node: TreeNode): boolean {
  return textOf(valueOf(node, 'syntax')) !== undefined;
}

/**
 * Finds the frontend in a build file of JSON: `{ "syntax": "…" }`.
 * Source: github.com/moby/buildkit, frontend/dockerfile/parser/directives.go.
 *
 * @throws TaskError ImageKeyUnknown for other keys that name images, and those of the frontend's name
 */
export function readJsonFrontend(source: Source, documents: readonly TreeNode[]): FileImages {
  const images = documents.map((document) => {
    visitEntries(document, [], (entry, path) => {
      if (!isImageKey(entry)) return true;
      throw source.error('ImageKeyUnknown', entry.value.offset, formatPath(path));
    });
    return readImageValue(source, valueOf(document, 'syntax') ?? document, ['syntax']);
  });
  return deployableFile('dockerfile', images);
}
