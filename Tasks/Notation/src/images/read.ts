import { TaskError } from '../errors';
import { isArm, readArm } from './arm';
import { isCompose, readCompose } from './compose';
import { isDockerfile, readDockerfile } from './dockerfile';
import { isJsonFrontend, readJsonFrontend } from './dockerfileJson';
import type { FileImages, ImageFile, ReadingContext } from './image';
import { readJson } from './jsonTree';
import { isKubernetes, readKubernetes } from './kubernetes';
import { isPlainText, readPlainText } from './plainText';
import { Source } from './source';
import type { TreeNode } from './tree';
import { readYaml } from './yamlTree';

/** A format of documents of YAML or JSON. */
interface Format {
  readonly name: string;
  readonly fits: (document: TreeNode) => boolean;
  readonly read: (
    source: Source,
    documents: readonly TreeNode[],
    context: ReadingContext,
  ) => FileImages;
}

const formats: readonly Format[] = [
  { name: 'Kubernetes', fits: isKubernetes, read: readKubernetes },
  { name: 'Compose', fits: isCompose, read: readCompose },
  { name: 'ARM', fits: isArm, read: readArm },
];

/** A build file of JSON; in YAML, BuildKit knows no such file. */
const frontend: Format = {
  name: 'Dockerfile',
  fits: isJsonFrontend,
  read: (source, documents) => readJsonFrontend(source, documents),
};

/**
 * Finds the images that a file names. The content decides on the reader: one that fits no format, or
 * two, is refused.
 *
 * @param file with its bytes
 * @param context what the program that uses the file knows besides
 * @throws TaskError that names the file, and the line where there is one: ImagesFormatUnknown,
 *   ImagesFormatAmbiguous, and those of the readers
 */
export async function readImages(file: ImageFile, context: ReadingContext): Promise<FileImages> {
  const source = new Source(file);
  const isBuildFile = isDockerfile(source);
  const isList = isPlainText(source);
  if (isBuildFile && !isList) {
    await refuseSecond(source);
    return readDockerfile(source, context);
  }
  if (isList && !isBuildFile) return readPlainText(source);
  if (isList) throw new TaskError('ImagesFormatAmbiguous', [source.path, 'Dockerfile, text']);
  return readDocuments(source, context);
}

/** A Dockerfile that could be read as YAML of another format is nothing that anybody writes. */
async function refuseSecond(source: Source): Promise<void> {
  const documents = await readYaml(source).catch((error: unknown) => {
    if (error instanceof TaskError) return []; // no YAML
    throw error;
  });
  const fitting = formats.filter(({ fits }) => documents.some(fits));
  if (fitting.length === 0) return;
  const names = ['Dockerfile', ...fitting.map(({ name }) => name)].join(', ');
  throw new TaskError('ImagesFormatAmbiguous', [source.path, names]);
}

async function readDocuments(source: Source, context: ReadingContext): Promise<FileImages> {
  const { documents, isJson } = await parse(source);
  const known = isJson ? [...formats, frontend] : formats;
  const found = known.filter(({ fits }) => documents.some(fits));
  const [format, second] = found;
  if (second !== undefined) {
    const names = found.map(({ name }) => name).join(', ');
    throw new TaskError('ImagesFormatAmbiguous', [source.path, names]);
  }
  const stray = documents.find((document) => format?.fits(document) !== true);
  if (format === undefined || stray !== undefined) {
    throw source.error('ImagesFormatUnknown', stray?.offset ?? source.start);
  }
  return format.read(source, documents, context);
}

/** JSON begins so, with a comment perhaps; a template of Helm does not. */
const json = /^\s*(?:[{[](?!\{)|\/[/*])/;
/** A line that begins with an action of Helm's templates. */
const action = /^[ \t]*\{\{/m;

/** Reads a file as JSON, if it begins so, and else as YAML. YAML may begin as JSON does. */
async function parse(source: Source): Promise<{ documents: TreeNode[]; isJson: boolean }> {
  let refusal: unknown;
  if (json.test(source.text.slice(source.start))) {
    try {
      return { documents: [await readJson(source)], isJson: true };
    } catch (error) {
      if (!isMalformed(error)) throw error;
      refusal = error;
    }
  }
  try {
    return { documents: await readYaml(source), isJson: false };
  } catch (error) {
    if (!isMalformed(error)) throw error;
    const found = action.exec(source.text);
    // The error of the parser would not say what to give in place of a template.
    if (found !== null) throw source.error('ImagesFormatUnknown', found.index);
    throw refusal ?? error;
  }
}

function isMalformed(error: unknown): boolean {
  return error instanceof TaskError && error.code === 'ImagesFileMalformed';
}
