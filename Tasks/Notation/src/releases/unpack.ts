import { type ReadStream, createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import * as tar from 'tar-stream';
import * as yauzl from 'yauzl';
import { TaskError, causeOf } from '../errors';

/**
 * Extracts one program from an archive, and nothing else. No name in the archive decides where a file
 * is written.
 *
 * @param archive a .tar.gz or .zip file. Its first bytes tell which
 * @param program the program's file name
 * @param directory for the executable file of that name
 * @returns its absolute path
 * @throws TaskError ArchiveUnreadable, ProgramNotInArchive
 */
export async function unpackProgram(
  archive: string,
  program: string,
  directory: string,
): Promise<string> {
  const target = path.join(directory, program);
  const write = async (content: Content): Promise<void> => {
    const file = createWriteStream(target, { mode: 0o755 });
    await whileOpen(file, pipeline(content, file));
  };
  let found: boolean;
  try {
    const unpack = (await isZip(archive)) ? fromZip : fromTar;
    found = await unpack(archive, program, write);
  } catch (error) {
    throw new TaskError('ArchiveUnreadable', [causeOf(error)], { cause: error });
  }
  if (!found) throw new TaskError('ProgramNotInArchive', [program]);
  return target;
}

type FileStream = NodeJS.EventEmitter & { destroy(): unknown };

/**
 * Waits for the use of a stream, and until the stream has closed its file. Windows removes no folder with a file that is open.
 * @throws as the use does
 */
async function whileOpen<T>(stream: FileStream, use: Promise<T>): Promise<T> {
  const closed = new Promise((resolve) => stream.once('close', resolve));
  try {
    return await use;
  } finally {
    stream.destroy();
    await closed;
  }
}

type Content = AsyncIterable<Uint8Array>;
type Write = (content: Content) => Promise<void>;

async function isZip(archive: string): Promise<boolean> {
  const file = await open(archive);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString('latin1') === 'PK';
  } finally {
    await file.close();
  }
}

function fromTar(archive: string, program: string, write: Write): Promise<boolean> {
  const source = createReadStream(archive);
  return whileOpen(source, readTar(source, program, write));
}

async function readTar(source: ReadStream, program: string, write: Write): Promise<boolean> {
  const extract = tar.extract();
  const feed = pipeline(source, createGunzip(), extract);
  feed.catch(() => undefined); // it is awaited below; the loop reports the same error
  let found = false;
  for await (const entry of extract) {
    const wanted =
      entry.header.type === 'file' && path.posix.basename(entry.header.name) === program;
    if (wanted && !found) {
      await write(entry as unknown as Content); // the library has its own stream type
      found = true;
    } else {
      entry.resume();
    }
  }
  await feed;
  return found;
}

async function fromZip(archive: string, program: string, write: Write): Promise<boolean> {
  const file = await open(archive);
  try {
    const zip = await yauzl.fromFdPromise(file.fd, { autoClose: false });
    for await (const entry of zip.eachEntry()) {
      const isFolder = entry.fileName.endsWith('/');
      if (isFolder || path.posix.basename(entry.fileName) !== program) continue;
      await write(await zip.openReadStreamPromise(entry));
      return true;
    }
    return false;
  } finally {
    await file.close();
  }
}
