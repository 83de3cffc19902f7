import { TaskError } from '../errors';
import { newFolder } from './path';
import { expanded, keyValueLines, oneOf, required } from './value';

/** Files that name the artifacts of a step. */
export interface ImageInputs {
  /** Files and patterns, separated by commas or line breaks. */
  readonly imagesFrom: string;
  /** Values of ARG before FROM, and of parameters of an ARM template. */
  readonly buildArguments: ReadonlyMap<string, string>;
  /**
   * The absolute path of a folder that copies with digests are written to; undefined: none. At inspect
   * always, for it verifies nothing.
   */
  readonly pinTo: string | undefined;
}

/**
 * The files that name the artifacts of the step; undefined where the step names them by references.
 * The pick list artifactSource only says which fields the panel shows: the input that is filled counts.
 *
 * @throws TaskError ConflictingArtifactInputs, ImagesFromMissing, InputMissing
 */
export function imageInputs(command: 'verify' | 'inspect'): ImageInputs | undefined {
  const imagesFrom = expanded('imagesFrom');
  const source =
    expanded('artifactSource') === undefined
      ? undefined
      : oneOf('artifactSource', ['references', 'files']);
  if (imagesFrom === undefined) {
    if (source === 'files') required('imagesFrom');
    const details = command === 'verify' ? ['buildArguments', 'pinTo'] : ['buildArguments'];
    const alone = details.find((name) => expanded(name) !== undefined);
    if (alone !== undefined) throw new TaskError('ImagesFromMissing', [alone]);
    return undefined;
  }
  if (source === 'references' || expanded('artifactRefs') !== undefined) {
    throw new TaskError('ConflictingArtifactInputs');
  }
  const pinTo = command === 'verify' ? expanded('pinTo') : undefined;
  return {
    imagesFrom,
    buildArguments: keyValueLines('buildArguments'),
    pinTo: pinTo === undefined ? undefined : newFolder('pinTo', pinTo),
  };
}
