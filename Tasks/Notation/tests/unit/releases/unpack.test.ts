import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { unpackProgram } from '../../../src/releases/unpack';
import { type ArchiveEntry, type ArchiveKind, buildArchive } from '../../doubles/releases';

const program = Buffer.from('#!/bin/sh\necho program\n');

describe('unpackProgram', () => {
  let folder: string;
  let target: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'unpack-'));
    target = path.join(folder, 'target');
    fs.mkdirSync(target);
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  async function pack(kind: ArchiveKind, ...entries: ArchiveEntry[]): Promise<string> {
    const archive = path.join(folder, 'download-1');
    fs.writeFileSync(archive, await buildArchive(kind, entries));
    return archive;
  }

  for (const kind of ['tar.gz', 'zip'] as const) {
    const table: [title: string, ...names: string[]][] = [
      ['alone', 'notation'],
      ['between others', 'LICENSE', 'notation', 'README'],
      ['in a folder', 'LICENSE', 'a/b/notation'],
      ['beside names that begin or end like it', 'notation.md', 'my-notation', 'notation'],
      ['that is a second time there', 'notation', 'other/notation'],
    ];
    for (const [title, ...names] of table) {
      it(`H7 takes the program ${title} out of a ${kind}, and nothing else`, async () => {
        const wanted = names.findIndex((name) => path.posix.basename(name) === 'notation');
        const entries = names.map((name, index) => ({
          name,
          content: index === wanted ? program : 'other',
        }));
        const file = await unpackProgram(await pack(kind, ...entries), 'notation', target);
        assert.equal(file, path.join(target, 'notation'));
        assert.deepEqual(fs.readFileSync(file), program);
        assert.deepEqual(fs.readdirSync(target), ['notation']);
        if (process.platform !== 'win32') assert.equal(fs.statSync(file).mode & 0o100, 0o100);
      });
    }

    it(`says that a ${kind} does not hold the program`, async () => {
      const archive = await pack(kind, { name: 'notation.exe', content: program });
      const error = { code: 'ProgramNotInArchive', values: ['notation'] };
      await assert.rejects(unpackProgram(archive, 'notation', target), error);
      assert.deepEqual(fs.readdirSync(target), []);
    });

    it(`N2 W2 says that a ${kind} is cut short, and holds no file open`, async () => {
      const content = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * i) % 251));
      const archive = await pack(kind, { name: 'notation', content });
      fs.truncateSync(archive, Math.floor(fs.statSync(archive).size / 2));
      await assert.rejects(unpackProgram(archive, 'notation', target), {
        code: 'ArchiveUnreadable',
      });
      assert.deepEqual(openFiles(folder), []);
    });
  }

  /** The files below a folder that this process has open: Windows could not remove these. Known on Linux alone. */
  function openFiles(below: string): string[] {
    const descriptors = '/proc/self/fd';
    if (!fs.existsSync(descriptors)) return [];
    return fs.readdirSync(descriptors).flatMap((name) => {
      try {
        const file = fs.readlinkSync(path.join(descriptors, name));
        return file.startsWith(below) ? [file] : [];
      } catch {
        return []; // the descriptor of this very look
      }
    });
  }

  it('H7 writes no name of an archive that leads elsewhere', async () => {
    const archive = await pack('tar.gz', { name: '../../notation', content: program });
    assert.equal(await unpackProgram(archive, 'notation', target), path.join(target, 'notation'));
    assert.deepEqual(fs.readdirSync(folder).sort(), ['download-1', 'target']);
  });

  it('takes no folder of a zip for the program in it', async () => {
    const zip = new ZipFile();
    zip.addEmptyDirectory('notation');
    zip.addBuffer(program, 'notation/notation');
    zip.end();
    const archive = path.join(folder, 'download-1');
    fs.writeFileSync(archive, await buffer(zip.outputStream));
    assert.deepEqual(fs.readFileSync(await unpackProgram(archive, 'notation', target)), program);
  });

  for (const content of ['', 'P', 'PK', 'no archive at all', '\u001f\u008b']) {
    it(`says that ${JSON.stringify(content)} is no archive`, async () => {
      const archive = path.join(folder, 'download-1');
      fs.writeFileSync(archive, content, 'latin1');
      await assert.rejects(unpackProgram(archive, 'notation', target), {
        code: 'ArchiveUnreadable',
      });
    });
  }
});
