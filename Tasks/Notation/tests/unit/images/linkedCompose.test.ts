import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TaskError } from '../../../src/errors';
import { collectImages } from '../../../src/images/collect';
import { needLinks } from '../../fixtures/links';

const values = { environment: {}, buildArguments: new Map<string, string>() };

describe('a file of Compose that is a link', () => {
  let folder = '';

  before(function () {
    needLinks(this);
    folder = mkdtempSync(path.join(tmpdir(), 'linked-'));
    for (const place of ['parts', 'other']) mkdirSync(path.join(folder, place));
    writeFileSync(path.join(folder, 'parts/web.yaml'), 'services: {a: {image: "a:${TAG}"}}\n');
    writeFileSync(path.join(folder, 'parts/.env'), 'TAG=shown\n');
    symlinkSync('parts/web.yaml', path.join(folder, 'compose.yaml'));
    symlinkSync('../parts/web.yaml', path.join(folder, 'other/compose.yaml'));
    writeFileSync(path.join(folder, '.env'), 'TAG=used\n');
  });

  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  async function imagesOf(list: string): Promise<string[]> {
    const { files } = await collectImages(list, folder, values);
    return files.flatMap(({ found }) => found.images.map(({ name }) => name));
  }

  it('D1 has the variables beside the link, as Compose reads them', async () => {
    assert.deepEqual(await imagesOf('compose.yaml'), ['a:used']);
    assert.deepEqual(await imagesOf(path.join(folder, 'compose.yaml')), ['a:used']);
    assert.deepEqual(await imagesOf('parts/web.yaml'), ['a:shown']);
  });

  it('D2 has none where no file .env is beside the link', async () => {
    const refused = (error: unknown) =>
      error instanceof TaskError && error.code === 'ImageVariableUnset';
    await assert.rejects(imagesOf('other/compose.yaml'), refused);
  });
});
