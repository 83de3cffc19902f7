import { logMessage } from '../agent/log';
import { unique } from '../artifacts/list';
import { type Reference, canonicalName } from '../artifacts/reference';
import type { Collection } from '../images/collect';
import type { ArtifactInputs, ImageInputs } from '../inputs';
import type { Place } from '../report/result';
import { hasEmptyPlace } from '../text/list';
import { type Choice, chooseArtifacts, contradictions, tellChoice } from './artifacts';

/** The artifacts of a step, and the files that name them. */
export interface Selection extends Choice {
  /** Undefined where the step names its artifacts itself. */
  readonly files: Collection | undefined;
  /** Where files name an artifact; undefined where the step names all of them itself. */
  readonly namedIn: ((artifact: Reference) => readonly Place[]) | undefined;
}

/**
 * The artifacts that a step names, or those that its files name. Each is there once, however often it
 * is named.
 *
 * @param onUnusable as for `chooseArtifacts`
 * @throws TaskError as `chooseArtifacts`; of the first file that cannot be read
 */
export async function selectArtifacts(
  inputs: ArtifactInputs & { readonly images: ImageInputs | undefined },
  onUnusable: 'warn' | 'refuse',
): Promise<Selection> {
  const { images } = inputs;
  if (images === undefined) {
    return { ...chooseArtifacts(inputs, onUnusable), files: undefined, namedIn: undefined };
  }
  // The readers of files are loaded only where a step has files.
  const { collectImages } = await import('../images/collect');
  const { imagesFrom, buildArguments } = images;
  const values = { environment: process.env, buildArguments };
  const collection = await collectImages(imagesFrom, process.cwd(), values);
  const places = placesOf(collection);
  return {
    artifacts: unique(referencesIn(collection)),
    isOfDockerTask: false,
    listWithGap: hasEmptyPlace(imagesFrom) ? 'imagesFrom' : undefined,
    warnings: [...contradictions(inputs), ...collection.warnings],
    files: collection,
    namedIn: (artifact) => places.get(canonicalName(artifact)) ?? [],
  };
}

/**
 * Tells what an author may not expect of a selection: artifacts that the step does not name, files that
 * hold no image, and files that report what runs. The first line of the step must have been written before.
 */
export function tellUnexpected(selection: Selection): void {
  tellChoice(selection);
  const { files } = selection;
  for (const { named } of files?.withoutImages ?? [])
    logMessage('Notice_FileWithoutImages', named.path);
  for (const { named, found } of files?.files ?? [])
    if (found.isReport) logMessage('Notice_PodsReported', named.path);
}

function referencesIn({ files }: Collection): Reference[] {
  return files.flatMap(({ found }) => found.images.map(({ reference }) => reference));
}

function placesOf({ files }: Collection): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  for (const { named, found } of files) {
    for (const { reference, line } of found.images) {
      const name = canonicalName(reference);
      const known = places.get(name) ?? [];
      known.push({ file: named.path, line });
      places.set(name, known);
    }
  }
  return places;
}
