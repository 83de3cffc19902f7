import assert from 'node:assert/strict';
import {
  createWriteStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import sinon from 'sinon';
import { ZipFile } from 'yazl';
import type { Contract } from '../../../../../scripts/docs/contract';
import {
  type Manifest,
  fullNameOf,
  prepareDevelopment,
  readManifest,
} from '../../../../../scripts/identity';
import { pack } from '../../../../../scripts/package';
import { TASK_BUILD } from '../../../../../scripts/paths';
import { checksumOf, normaliseZip } from '../../../../../scripts/reproducible';
import { billOfMaterials } from '../../../../../scripts/sbom';

describe('a package', () => {
  let work: string;

  beforeEach(() => {
    work = mkdtempSync(path.join(tmpdir(), 'package-'));
  });

  afterEach(() => {
    sinon.restore();
    rmSync(work, { recursive: true, force: true });
  });

  async function zip(name: string, files: readonly string[], mtime: Date): Promise<string> {
    const file = path.join(work, name);
    const writer = new ZipFile();
    for (const each of files) {
      if (each.endsWith('/')) writer.addEmptyDirectory(each, { mtime });
      else writer.addBuffer(Buffer.from(each), each, { mtime });
    }
    writer.end();
    await pipeline(writer.outputStream, createWriteStream(file));
    return file;
  }

  it('has bytes that follow from its content, not from order or time', async () => {
    const first = await zip('first', ['a', 'b/', 'b/c'], new Date(2026, 0, 1));
    const second = await zip('second', ['b/c', 'a'], new Date(2026, 5, 2));
    assert.notEqual(checksumOf(first), checksumOf(second));
    await normaliseZip(first);
    await normaliseZip(second);
    assert.equal(checksumOf(first), checksumOf(second));
  });

  it('has other bytes for other content', async () => {
    const [first, second] = [
      await zip('first', ['a'], new Date()),
      await zip('second', ['b'], new Date()),
    ];
    await normaliseZip(first);
    await normaliseZip(second);
    assert.notEqual(checksumOf(first), checksumOf(second));
  });

  it('of the same build has the same bytes when it is packed twice', async function () {
    if (!existsSync(TASK_BUILD)) this.skip();
    const first = checksumOf(await pack(path.join(work, 'first')));
    // npx might fetch a program: it is not asked.
    writeFileSync(path.join(work, 'npx'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const PATH = [work, process.env['PATH'] ?? ''].join(path.delimiter);
    sinon.stub(process, 'env').value({ ...process.env, PATH });
    await new Promise((resolve) => setTimeout(resolve, 2100)); // a zip file counts in two seconds
    assert.equal(checksumOf(await pack(path.join(work, 'second'))), first);
  });
});

describe('the development extension', () => {
  it('has another id, name and task than the production one, which stays as it is', function () {
    if (!existsSync(TASK_BUILD)) this.skip();
    const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
    const production = read(path.join(TASK_BUILD, 'task.json')) as Contract;
    const folder = prepareDevelopment(77);
    const task = read(path.join(folder, 'build/Notation/task.json')) as Contract;
    const manifest = read(path.join(folder, 'vss-extension.json')) as Manifest;
    assert.notEqual(task.id, production.id);
    assert.deepEqual([task.name, task.version.Patch], ['NotationDev', 77]);
    assert.equal(manifest.version, `${task.version.Major}.${task.version.Minor}.77`);
    assert.equal(
      fullNameOf(manifest, task.name),
      fullNameOf({ ...readManifest(), id: 'notation-dev' }, 'NotationDev'),
    );
    assert.notEqual(manifest.name, readManifest().name);
    assert.deepEqual(read(path.join(TASK_BUILD, 'task.json')), production);
  });
});

describe('the bill of materials', () => {
  const subject = { name: 'notation', version: '1.0.0' };
  const library = { folder: 'node_modules/@a/b', name: '@a/b', version: '1.2.3', license: 'MIT' };

  it('names each package once, with its licence', () => {
    const twice = [library, { ...library, folder: 'node_modules/c/node_modules/@a/b' }];
    const bill = JSON.parse(billOfMaterials(subject, twice)) as {
      components: { purl: string; licenses: unknown }[];
    };
    assert.deepEqual(
      bill.components.map(({ purl, licenses }) => [purl, licenses]),
      [['pkg:npm/%40a/b@1.2.3', [{ license: { id: 'MIT' } }]]],
    );
  });

  it('takes a choice of licences for an expression', () => {
    const text = billOfMaterials(subject, [{ ...library, license: '(MIT OR Apache-2.0)' }]);
    assert(text.includes('"expression": "(MIT OR Apache-2.0)"'));
  });

  it('is the same text for the same bundle', () => {
    assert.equal(billOfMaterials(subject, [library]), billOfMaterials(subject, [library]));
  });
});
