import { logMessage } from '../agent/log';
import { type Reference, canonicalName } from '../artifacts/reference';
import { TaskError } from '../errors';
import { checkNewFolder, writeNewFolder } from '../files/newFolder';
import type { Collection } from '../images/collect';
import type { FoundImage } from '../images/image';
import { pinFile } from '../images/pin';
import { pinPaths } from '../images/pinPaths';
import { pinnedImages } from '../images/pinnedImages';
import type { Warning } from '../messages';
import { outcomeOf } from '../report/outcome';
import { MAX_LIST_CHARACTERS } from '../report/publish';
import type { StepReport } from '../report/result';
import { caught } from './expansion';

/** The digest that an image of a file meant when it was verified. */
type DigestOf = (image: FoundImage) => string;

/**
 * Checks all that can be known of copies before anything is verified.
 *
 * @param folder that copies are to be written to, absolute
 * @throws TaskError PinsOfPods, PinPathShared, PinTargetExists, PinWriteFailed
 */
export function checkPins({ files, withoutImages }: Collection, folder: string): void {
  const report = files.find(({ found }) => found.isReport);
  if (report !== undefined) throw new TaskError('PinsOfPods', [report.named.path]);
  pinPaths([...files, ...withoutImages].map(({ named }) => named));
  checkNewFolder(folder);
}

/**
 * Adds the digests of images to the report of a step that has not failed: as the output variable
 * PinnedImages, and as copies of the files where the step asks for them. Copies are written once all
 * of them are made.
 *
 * @param artifacts that the files name
 * @param folder that copies are written to; undefined: none
 * @returns the report; with copies no warning is needed that a tag can be moved. Where they cannot be
 *   made, it has the error PinFailed, PinTargetExists, ImagesFileOutside or PinWriteFailed
 */
export async function addPins(
  report: StepReport,
  collection: Collection,
  artifacts: readonly Reference[],
  folder: string | undefined,
): Promise<StepReport> {
  const checked = folder === undefined ? report : withoutTagWarnings(report);
  if (outcomeOf(checked) === 'Failed') return checked;
  const digestOf = digestsOf(checked, artifacts);
  if (folder !== undefined) {
    const written = await caught(writeCopies(collection, digestOf, folder));
    if (written instanceof TaskError) return { ...report, error: written };
  }
  const { value, warnings } = outputOf(collection, digestOf);
  return { ...checked, pinnedImages: value, warnings: [...checked.warnings, ...warnings] };
}

function withoutTagWarnings(report: StepReport): StepReport {
  const artifacts = report.artifacts.map((artifact) => ({
    ...artifact,
    warnings: artifact.warnings.filter(({ key }) => key !== 'Warning_Tag'),
  }));
  return { ...report, artifacts };
}

/** @throws Error, on use, where an image has no result: nothing is taken for granted */
function digestsOf(report: StepReport, artifacts: readonly Reference[]): DigestOf {
  const resolved = new Map(report.artifacts.map((one) => [one.artifact.name, one.resolved]));
  const digests = new Map(
    artifacts.map((artifact) => [canonicalName(artifact), resolved.get(artifact.name)?.digest]),
  );
  return ({ name, reference }) => {
    const digest = digests.get(canonicalName(reference));
    if (digest === undefined) throw new Error(`no digest of ${name} is known`);
    return digest;
  };
}

async function writeCopies(
  { files, withoutImages }: Collection,
  digestOf: DigestOf,
  folder: string,
): Promise<void> {
  const all = [...files, ...withoutImages];
  const paths = pinPaths(all.map(({ named }) => named));
  const copies = new Map<string, Buffer>();
  for (const [position, { file, found, context }] of all.entries()) {
    copies.set(paths[position] ?? '', await pinFile(file, found, digestOf, context));
  }
  writeNewFolder(folder, copies);
  for (const name of copies.keys()) logMessage('Log_Pinned', `${folder}/${name}`);
}

/** Of what runs already nothing is deployed. */
function outputOf(
  { files }: Collection,
  digestOf: DigestOf,
): { readonly value: string; readonly warnings: readonly Warning[] } {
  const images = files.flatMap(({ found }) => (found.isReport ? [] : found.images));
  const pinned = pinnedImages(
    images.map((image) => ({ name: image.name, digest: digestOf(image) })),
  );
  if ('conflict' in pinned) return emptyOutput('Warning_PinnedImagesConflict', pinned.conflict);
  if (pinned.value.length > MAX_LIST_CHARACTERS) {
    return emptyOutput('Warning_PinnedImagesTooLong', String(MAX_LIST_CHARACTERS));
  }
  return { value: pinned.value, warnings: [] };
}

function emptyOutput(
  key: 'Warning_PinnedImagesConflict' | 'Warning_PinnedImagesTooLong',
  reason: string,
): { readonly value: string; readonly warnings: readonly Warning[] } {
  return { value: '', warnings: [{ key, values: [reason], isShortfall: false }] };
}
