// Unpacks a package that another machine has packed, so that the tests here run its very bytes: `tsx scripts/unpack.ts <folder or file>`
import { createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as yauzl from 'yauzl';
import { UNPACKED } from './paths';

/** Unpacks a package; gives each file's compressed size. */
export async function unpack(file: string, folder: string): Promise<Map<string, number>> {
  rmSync(folder, { recursive: true, force: true });
  const sizes = new Map<string, number>();
  const zip = await yauzl.openPromise(file);
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const target = path.join(folder, entry.fileName);
    mkdirSync(path.dirname(target), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
    sizes.set(entry.fileName, entry.compressedSize);
  }
  return sizes;
}

/** A file as it is; in a folder, the one package. @throws where there is none, or several */
function packageAt(place: string): string {
  if (place.endsWith('.vsix')) return place;
  const [name, ...more] = readdirSync(place).filter((one) => one.endsWith('.vsix'));
  if (name === undefined || more.length > 0) throw new Error(`${place} does not hold one package`);
  return path.join(place, name);
}

if (require.main === module) void unpack(packageAt(process.argv[2] ?? '.'), UNPACKED);
