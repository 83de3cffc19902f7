import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as prettier from 'prettier';
import { fullNameOf, readManifest } from '../../../../../scripts/identity';
import { root } from '../../../../../scripts/paths';

const manifest = readManifest();
const usage = /^usage: npm run publisher -- <publisher id>\n[^\n]*\n$/;

describe('npm run publisher', () => {
  let folder: string;

  /** A small repository with the script, whose page has a table as wide as the name of the task. */
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'publisher-'));
    fs.cpSync(path.join(root, 'scripts'), path.join(folder, 'scripts'), { recursive: true });
    for (const file of [
      'vss-extension.json',
      'tsconfig.json',
      '.prettierrc.json',
      '.prettierignore',
    ]) {
      fs.copyFileSync(path.join(root, file), path.join(folder, file));
    }
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    const table = `| a | b |\n| - | - |\n| \`${fullNameOf(manifest)}@0\` | c |\n`;
    write('README.md', await prettier.format(table, { filepath: 'README.md' }));
    write('azure-pipelines.yml', `steps:\n  - task: ${fullNameOf(manifest)}@0\n`);
    write('SECURITY.md', 'No   name  here\n');
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const write = (file: string, text: string): void => {
    fs.writeFileSync(path.join(folder, file), text);
  };
  const read = (file: string): string => fs.readFileSync(path.join(folder, file), 'utf8');

  function run(...args: readonly string[]) {
    const script = path.join(folder, 'scripts', 'publisher.ts');
    const options = { cwd: folder, encoding: 'utf8' } as const;
    return spawnSync(process.execPath, ['--require', 'tsx/cjs', script, ...args], options);
  }

  it('writes another publisher everywhere, and keeps the pages in form', async () => {
    const { status, stdout, stderr } = run('c');
    assert.deepEqual([status, stderr], [0, '']);
    const changed = stdout.trim().split('\n');
    for (const file of ['vss-extension.json', 'README.md', 'azure-pipelines.yml'])
      assert(changed.includes(file), stdout);
    assert(!changed.includes('SECURITY.md'), stdout);
    const renamed = { ...manifest, publisher: 'c' };
    assert.equal((JSON.parse(read('vss-extension.json')) as typeof manifest).publisher, 'c');
    for (const file of ['README.md', 'azure-pipelines.yml'])
      assert(read(file).includes(`${fullNameOf(renamed)}@0`));
    assert(await prettier.check(read('README.md'), { filepath: 'README.md' }), read('README.md'));
    assert.equal(read('SECURITY.md'), 'No   name  here\n');
  });

  for (const args of [[], [''], ['contoso gmbh'], ['--help'], ['-'], ['a.b'], ['one', 'two']]) {
    it(`says how it is used, and changes nothing: ${JSON.stringify(args)}`, () => {
      const before = read('README.md');
      const { status, stdout, stderr } = run(...args);
      assert.deepEqual([status, stdout], [1, '']);
      assert.match(stderr, usage);
      assert.equal(read('README.md'), before);
      assert.equal(
        read('vss-extension.json'),
        fs.readFileSync(path.join(root, 'vss-extension.json'), 'utf8'),
      );
    });
  }
});
