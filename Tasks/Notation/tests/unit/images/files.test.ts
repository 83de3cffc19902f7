import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { canLink, needLinks } from '../../fixtures/links';
import { TaskError } from '../../../src/errors';
import { collectImages } from '../../../src/images/collect';
import { findImageFiles } from '../../../src/images/files';

const pod = (image: string): string =>
  `apiVersion: v1\nkind: Pod\nspec: {containers: [{image: "${image}"}]}\n`;
const service = 'apiVersion: v1\nkind: Service\nspec: {}\n';
const files: Record<string, string> = {
  Dockerfile: 'FROM a:1\n',
  'k8s/web.yaml': pod('web:1'),
  'k8s/service.yaml': service,
  'k8s/sub/deep/db.yml': pod('db:1'),
  'k8s/.hidden/secret.yaml': pod('hidden:1'),
  'k8s/[x].yaml': pod('brackets:1'),
  'services/one.yaml': service,
  'things/thing.yaml': 'apiVersion: a.b/v1\nkind: Thing\n',
  'things/pod.yaml': pod('pod:1'),
  'compose/compose.yml': 'services: {a: {image: "a:${TAG}"}}\n',
  'compose/.env': 'TAG=2\n',
};

describe('findImageFiles', () => {
  const outside = realpathSync(mkdtempSync(path.join(tmpdir(), 'images-')));
  const folder = path.join(outside, 'work');

  function link(target: string, place: string): void {
    if (canLink) symlinkSync(target, place);
  }

  before(() => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    writeFileSync(path.join(outside, 'other.yaml'), pod('other:1'));
    mkdirSync(path.join(outside, 'away'));
    writeFileSync(path.join(outside, 'away/evil.yaml'), pod('evil:1'));
    mkdirSync(path.join(folder, 'links'));
    link('../k8s/web.yaml', path.join(folder, 'links/inside.yaml'));
    link('../k8s', path.join(folder, 'links/folder'));
    mkdirSync(path.join(folder, 'ring'));
    writeFileSync(path.join(folder, 'ring/a.yaml'), pod('a:1'));
    link('.', path.join(folder, 'ring/circle'));
    mkdirSync(path.join(folder, 'out'));
    link(path.join(outside, 'other.yaml'), path.join(folder, 'out/file.yaml'));
    mkdirSync(path.join(folder, 'gone'));
    link('nowhere.yaml', path.join(folder, 'gone/broken.yaml'));
    mkdirSync(path.join(folder, 'outfolder'));
    link(path.join(outside, 'away'), path.join(folder, 'outfolder/away'));
    link(path.join(outside, 'other.yaml'), path.join(folder, 'compose/link.env'));
  });
  after(() => rmSync(outside, { recursive: true, force: true }));

  function find(list: string): string[] {
    return findImageFiles(list, folder).map(({ path: name }) => name);
  }

  const found: [list: string, ...names: string[]][] = [
    ['Dockerfile', 'Dockerfile'],
    ['./k8s/web.yaml , Dockerfile\n\n', 'k8s/web.yaml', 'Dockerfile'],
    ['k8s/*.yaml', 'k8s/[x].yaml', 'k8s/service.yaml', 'k8s/web.yaml'],
    ['k8s/w?b.yaml', 'k8s/web.yaml'],
    ['k8s/[x].yaml', 'k8s/[x].yaml'],
    [
      'k8s/**/*.y*ml',
      'k8s/.hidden/secret.yaml',
      'k8s/[x].yaml',
      'k8s/service.yaml',
      'k8s/sub/deep/db.yml',
      'k8s/web.yaml',
    ],
    ['k8s/**/deep/*', 'k8s/sub/deep/db.yml'],
    ['k8s/s*/**', 'k8s/sub/deep/db.yml'],
    ['k8s/**\n!k8s/.hidden/**\n!k8s/*.yaml', 'k8s/sub/deep/db.yml'],
    ['links/*.yaml', 'links/inside.yaml'],
    ['links/folder/web.yaml', 'links/folder/web.yaml'],
    ['links/folder/**/web.yaml', 'links/folder/web.yaml'],
    ['../other.yaml', path.join(outside, 'other.yaml')],
    [`${outside}/aw*/*.yaml`, path.join(outside, 'away/evil.yaml')],
  ];
  for (const [list, ...names] of found) {
    it(`D2 finds with ${JSON.stringify(list.replace(outside, '…'))}`, function () {
      if (list.startsWith('links/')) needLinks(this);
      const shown = names.map((name) => name.replaceAll(path.sep, '/'));
      assert.deepEqual(find(list), shown);
    });
  }

  it('D2 follows no circle of links', function () {
    needLinks(this);
    assert.deepEqual(find('ring/**/*.yaml'), ['ring/a.yaml']);
  });

  const refused: [list: string, code: string][] = [
    ['nothing.yaml', 'ImagesFileMissing'],
    ['Dockerfile, nothing.yaml', 'ImagesFileMissing'],
    ['k8s', 'ImagesFileMissing'],
    ['k8s/*.json', 'ImagesGlobEmpty'],
    ['nowhere/**', 'ImagesGlobEmpty'],
    ['k8s/web.yaml\n!k8s/*', 'ImagesGlobEmpty'],
    ['k8s/[a-z].yaml', 'ImagesFileMissing'],
    [', ,', 'ImagesFromBlank'],
    ['!k8s/*', 'ImagesFromBlank'],
    ['out/file.yaml', 'ImagesFileOutside'],
    ['out/*', 'ImagesFileOutside'],
    ['outfolder/**/*.yaml', 'ImagesFileOutside'],
    ['outfolder/away/evil.yaml', 'ImagesFileOutside'],
    ['gone/*', 'ImagesFileMissing'],
    ['gone/broken.yaml', 'ImagesFileMissing'],
  ];
  for (const [list, code] of refused) {
    it(`D2 refuses ${JSON.stringify(list)}`, function () {
      if (/^(out|gone)/.test(list)) needLinks(this);
      assert.throws(
        () => find(list),
        (error) => error instanceof TaskError && error.code === code,
      );
    });
  }

  async function collect(list: string): Promise<string[] | string> {
    try {
      const values = { environment: {}, buildArguments: new Map<string, string>() };
      const { files: read, withoutImages } = await collectImages(list, folder, values);
      const images = read.flatMap(({ found: { images: all } }) => all.map(({ name }) => name));
      return [...images, ...withoutImages.map(({ named }) => `none: ${named.path}`)];
    } catch (error) {
      if (!(error instanceof TaskError)) throw error;
      return [error.code, ...error.values].join(' ');
    }
  }

  const collected: [list: string, result: string[] | string][] = [
    ['Dockerfile\nk8s/*b.yaml', ['a:1', 'web:1']],
    ['k8s/[x].yaml, k8s/*.yaml', ['brackets:1', 'web:1', 'none: k8s/service.yaml']],
    ['k8s/service.yaml', 'ImagesMissing k8s/service.yaml'],
    ['k8s/*, k8s/service.yaml', 'ImagesMissing k8s/service.yaml'],
    ['services/*', 'ImagesMissing services/*'],
    ['k8s/w*, services/*', 'ImagesMissing services/*'],
    ['things/*', 'ImagesMissing things/thing.yaml'],
    ['compose/compose.yml', ['a:2']],
  ];
  for (const [list, result] of collected) {
    it(`D2 collects ${JSON.stringify(list)}`, async () => {
      assert.deepEqual(await collect(list), result);
    });
  }

  it('D2 reads no file of more than 10 MiB', async () => {
    writeFileSync(path.join(folder, 'large.yaml'), Buffer.alloc(10 * 1024 * 1024 + 1, '#'));
    assert.equal(await collect('large.yaml'), `ImagesFileTooLarge large.yaml ${10 * 1024 * 1024}`);
  });

  it('D2 reads no .env that leads out of its folder', async function () {
    needLinks(this);
    mkdirSync(path.join(folder, 'linked'));
    writeFileSync(path.join(folder, 'linked/compose.yml'), 'services: {a: {image: "a:${TAG}"}}\n');
    link(path.join(outside, 'other.yaml'), path.join(folder, 'linked/.env'));
    assert.match(String(await collect('linked/compose.yml')), /^ImagesFileOutside /);
  });
});
