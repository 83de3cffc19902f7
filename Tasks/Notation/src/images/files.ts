import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { TaskError } from '../errors';
import { readBounded } from '../files/readBounded';
import { parseList } from '../text/list';
import { type GlobPart, advance, parseGlob } from './glob';
import type { ImageFile } from './image';
import { MAX_FILE_BYTES } from './source';

/** More files and folders than a repository has; a search that meets them goes astray. */
const MAX_VISITED_ENTRIES = 200_000;

/** A file that `imagesFrom` names. */
export interface NamedFile {
  /** Relative to the working directory, or absolute where the pattern was; with `/`. */
  readonly path: string;
  /** Where the file is, without links. */
  readonly realPath: string;
  /** Undefined where the file is named outright, else the pattern that brought it. */
  readonly pattern: string | undefined;
}

/**
 * The files that `imagesFrom` names, in the order of the patterns, each once. A pattern behind `!` takes
 * files out again. Links are followed as far as they stay in the folder that a pattern starts from.
 *
 * @param list patterns, separated by commas or line breaks
 * @param folder that relative patterns start from: the working directory
 * @param maxVisited how many files and folders one pattern may visit
 * @throws TaskError ImagesFileMissing, ImagesGlobEmpty, ImagesGlobTooWide, ImagesFileOutside, ImagesFromBlank
 */
export function findImageFiles(
  list: string,
  folder: string,
  maxVisited = MAX_VISITED_ENTRIES,
): NamedFile[] {
  const patterns = parseList(list);
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  if (wanted.length === 0) throw new TaskError('ImagesFromBlank', [list]);
  const left = new Set(
    patterns
      .filter((pattern) => pattern.startsWith('!'))
      .flatMap((pattern) => new Search(pattern.slice(1).trim(), folder, maxVisited).run())
      .map(({ path: name }) => name),
  );
  const found = new Map<string, NamedFile>();
  for (const pattern of wanted) {
    const files = new Search(pattern, folder, maxVisited)
      .run()
      .filter(({ path: name }) => !left.has(name));
    if (files.length === 0) throw new TaskError('ImagesGlobEmpty', [pattern, folder]);
    for (const file of files) {
      const before = found.get(file.path);
      if (before?.pattern !== undefined || before === undefined) found.set(file.path, file);
    }
  }
  return [...found.values()];
}

/** Reads a file. @throws TaskError ImagesFileTooLarge, or the error of the system */
export function readImageFile(file: NamedFile): ImageFile {
  if (statSync(file.realPath).size > MAX_FILE_BYTES) {
    throw new TaskError('ImagesFileTooLarge', [file.path, String(MAX_FILE_BYTES)]);
  }
  return { path: file.path, bytes: readBounded(file.realPath, MAX_FILE_BYTES) };
}

/**
 * Reads files in the folder of a file, as far as they stay in that folder. Where the file is a link, it is
 * the folder of the link: programs such as Compose look there.
 *
 * @param workingFolder that the path of the file is relative to
 * @returns undefined where there is no such file
 * @throws TaskError ImagesFileOutside
 */
export function siblingReader(
  file: NamedFile,
  workingFolder: string,
): (name: string) => Buffer | undefined {
  const folder = realpathSync(path.dirname(path.resolve(workingFolder, file.path)));
  return (name) => {
    const sibling = path.join(folder, name);
    if (statSync(sibling, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    const realPath = realpathSync(sibling);
    if (!isWithin(realPath, folder)) throw new TaskError('ImagesFileOutside', [sibling, realPath]);
    return readBounded(realPath, MAX_FILE_BYTES);
  };
}

/** A file or folder on the way of a search. */
interface Step {
  /** Its path as the pattern leads to it. */
  readonly shown: string;
  /** The same place, without the links of the folders above that the pattern leads through: quick to resolve. */
  readonly real: string;
}

/** The files of one pattern. */
class Search {
  private readonly found = new Map<string, NamedFile>();
  private readonly root: string;
  private readonly parts: readonly GlobPart[];
  private readonly start: string;
  private realRoot: string | undefined;
  private visited = 0;

  constructor(
    private readonly pattern: string,
    private readonly folder: string,
    private readonly maxVisited: number,
  ) {
    const { base, parts } = parseGlob(pattern, path.sep === '\\');
    this.parts = parts;
    this.start = path.resolve(folder, base);
    const within = isWithin(this.start, path.resolve(folder));
    const own = parts.length > 0 ? this.start : path.dirname(this.start);
    this.root = within ? path.resolve(folder) : own;
  }

  run(): NamedFile[] {
    const place = { shown: this.start, real: this.start };
    if (this.parts.length === 0) this.take(place);
    else this.enter(place, [this.parts], []);
    return [...this.found.values()];
  }

  private take(file: Step): void {
    const stat = statSync(file.real, { throwIfNoEntry: false });
    if (stat?.isDirectory() === true && this.parts.length > 0) return;
    const name = this.nameOf(file.shown);
    // A link without a target, or a device: something is named, and cannot be read.
    if (stat?.isFile() !== true) throw new TaskError('ImagesFileMissing', [name, this.folder]);
    const realPath = this.inside(file);
    const pattern = this.parts.length === 0 ? undefined : this.pattern;
    this.found.set(name, { path: name, realPath, pattern });
  }

  /** @param trail the real paths of the folders above, for a link may lead back to one of them */
  private enter(
    folder: Step,
    remainders: readonly (readonly GlobPart[])[],
    trail: readonly string[],
  ): void {
    if (statSync(folder.real, { throwIfNoEntry: false })?.isDirectory() !== true) return;
    const realPath = this.inside(folder);
    if (trail.includes(realPath)) return;
    for (const entry of entriesOf(realPath)) {
      this.visited += 1;
      if (this.visited > this.maxVisited) {
        throw new TaskError('ImagesGlobTooWide', [this.pattern, String(this.maxVisited)]);
      }
      const rest = remainders.flatMap((parts) => advance(parts, entry.name));
      if (rest.length === 0) continue;
      const { name } = entry;
      const below = { shown: path.join(folder.shown, name), real: path.join(realPath, name) };
      if (rest.some((parts) => parts.length === 0)) this.take(below);
      const deeper = rest.filter((parts) => parts.length > 0);
      if (deeper.length > 0 && !entry.isFile()) this.enter(below, deeper, [...trail, realPath]);
    }
  }

  /** The path of a file or folder without links. @throws TaskError ImagesFileOutside */
  private inside({ shown, real }: Step): string {
    const realPath = realpathSync(real);
    this.realRoot ??= realpathSync(this.root);
    if (isWithin(realPath, this.realRoot)) return realPath;
    throw new TaskError('ImagesFileOutside', [this.nameOf(shown), realPath]);
  }

  private nameOf(file: string): string {
    const name = isWithin(file, path.resolve(this.folder))
      ? path.relative(this.folder, file)
      : file;
    return path.sep === '\\' ? name.replace(/\\/g, '/') : name;
  }
}

/** In the order of their names, so that a step does the same on every system. */
function entriesOf(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).sort((one, other) =>
    one.name < other.name ? -1 : 1,
  );
}

function isWithin(place: string, folder: string): boolean {
  const relative = path.relative(folder, place);
  const isAbove = relative === '..' || relative.startsWith(`..${path.sep}`);
  return !isAbove && !path.isAbsolute(relative);
}
