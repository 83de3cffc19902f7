import type { Reference } from '../artifacts/reference';
import type { Warning } from '../messages';

/** A file that names images, as it was read from the disk. */
export interface ImageFile {
  /** As it is shown in messages. */
  readonly path: string;
  readonly bytes: Buffer;
}

/** What a file does not say itself, but the program that reads it knows. */
export interface ReadingContext {
  /** The environment variables of the step: Compose puts them in the place of `${NAME}`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Values of ARG before FROM, and of parameters of an ARM template. */
  readonly buildArguments: ReadonlyMap<string, string>;
  /** The bytes of a file in the folder of the file that is read; undefined where there is none. */
  readonly readSibling: (name: string) => Buffer | undefined;
}

/** Offsets in the text of a file, in UTF-16 code units: `start` is inside, `end` is not. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How a value is written in its file. A block is a scalar of YAML behind `|` or `>`. */
export type Quoting = 'plain' | 'single' | 'double' | 'block';

/** Where a value is written in its file, and how. */
export interface Site extends Span {
  readonly quoting: Quoting;
  /** What precedes the name inside the value, such as `DOCKER|`. */
  readonly prefix: string;
}

/** An image that a file names. */
export interface FoundImage {
  /** As in the file, with variables replaced by their values. */
  readonly name: string;
  /** As the program that reads the file understands the name. */
  readonly reference: Reference;
  /** The first line is 1. */
  readonly line: number;
  /** Such as `spec.template.spec.containers[0].image` or `FROM (stage build)`. */
  readonly place: string;
  /** Undefined where the image runs already, and is not what a file asks for. */
  readonly site: Site | undefined;
}

/** The kinds of files that this task reads. */
export type FileKind = 'kubernetes' | 'compose' | 'dockerfile' | 'arm' | 'text';

/** What a file says of images. */
export interface FileImages {
  readonly kind: FileKind;
  readonly images: readonly FoundImage[];
  /** All objects are of kinds that hold no image, such as a Service: a glob may bring such a file. */
  readonly isWithoutImages: boolean;
  /** A Pod with a status is in the file: the file reports what runs, and nobody deploys it. */
  readonly isReport: boolean;
  /** Texts with variables that name no image today, such as an earlier stage; a pinned copy has the value. */
  readonly settled: readonly Settled[];
  readonly warnings: readonly Warning[];
}

/** A text of a file, and what it says once its variables are replaced. */
export interface Settled extends Span {
  readonly text: string;
}

/**
 * What a reader has found in a file that is deployed or built, and whose every kind may name images.
 *
 * @param settled as in `FileImages`
 */
export function deployableFile(
  kind: FileKind,
  images: readonly FoundImage[],
  settled: readonly Settled[] = [],
): FileImages {
  return { kind, images, settled, warnings: [], isReport: false, isWithoutImages: false };
}
