import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as prettier from 'prettier';
import { fullNameOf, readManifest } from '../../../../../scripts/identity';
import { readRequest } from '../../../../../scripts/publisher/arguments';
import { taskIds } from '../../../../../scripts/publisher/ids';
import { root } from '../../../../../scripts/paths';

const manifest = readManifest();
const usage = /^usage: npm run publisher -- <publisher id>[^\n]*\n[^\n]*\n[^\n]*\n$/;
const repository = 'https://github.com/contoso/notation';

/** The files of this repository that the small one has as they are. */
const copied = [
  ...['vss-extension.json', 'tsconfig.json', '.prettierrc.json', '.prettierignore'],
  ...['README.md', 'overview.md', 'SECURITY.md', 'docs/moving.md', 'Tasks/Notation/task.json'],
];

describe('npm run publisher', () => {
  let folder: string;

  /** A small repository with the script, whose page has a table as wide as the name of the task. */
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'publisher-'));
    fs.cpSync(path.join(root, 'scripts'), path.join(folder, 'scripts'), { recursive: true });
    for (const file of copied) {
      fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      fs.copyFileSync(path.join(root, file), path.join(folder, file));
    }
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    const table = `| a | b |\n| - | - |\n| \`${fullNameOf(manifest)}@0\` | c |\n`;
    write('CONTRIBUTING.md', await prettier.format(table, { filepath: 'README.md' }));
    write('azure-pipelines.yml', `steps:\n  - task: ${fullNameOf(manifest)}@0\n`);
    write('CHANGELOG.md', 'No   name  here\n');
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
    for (const file of ['vss-extension.json', 'CONTRIBUTING.md', 'azure-pipelines.yml'])
      assert(changed.includes(file), stdout);
    assert(!changed.includes('CHANGELOG.md'), stdout);
    const renamed = { ...manifest, publisher: 'c' };
    assert.equal((JSON.parse(read('vss-extension.json')) as typeof manifest).publisher, 'c');
    for (const file of ['CONTRIBUTING.md', 'azure-pipelines.yml', 'README.md'])
      assert(read(file).includes(`${fullNameOf(renamed)}@0`));
    assert(await prettier.check(read('CONTRIBUTING.md'), { filepath: 'README.md' }));
    assert.equal(read('CHANGELOG.md'), 'No   name  here\n');
  });

  it('writes the address of the repository everywhere, and the same again changes nothing', () => {
    const { status, stdout, stderr } = run('c', '--repository', `${repository}.git/`);
    assert.deepEqual([status, stderr], [0, '']);
    for (const file of ['README.md', 'overview.md', 'SECURITY.md', 'Tasks/Notation/task.json'])
      assert(stdout.split('\n').includes(file), stdout);
    const written = JSON.parse(read('vss-extension.json')) as typeof manifest;
    assert.deepEqual(written.repository, { type: 'git', uri: repository });
    const { helpUrl } = JSON.parse(read('Tasks/Notation/task.json')) as { helpUrl: string };
    assert.equal(helpUrl, `${repository}/blob/main/docs/README.md`);
    assert(read('overview.md').includes(`${repository}/blob/main/docs/getting-started.md`));
    assert(read('SECURITY.md').includes(`${repository}/security/advisories/new`));
    assert(read('README.md').includes('itemName=c.notation'));
    const again = run('c', '--repository', repository);
    assert.deepEqual([again.status, again.stdout, again.stderr], [0, '', '']);
  });

  it('keeps the address where only the publisher changes, and takes another', () => {
    run('c', '--repository', repository);
    assert.equal(run('d').status, 0);
    assert(read('README.md').includes('itemName=d.notation'));
    assert(read('overview.md').includes(repository));
    const azure = 'https://dev.azure.com/contoso/shop/_git/notation';
    assert.equal(run('d', '--repository', azure).status, 0);
    for (const file of ['vss-extension.json', 'overview.md', 'SECURITY.md', 'README.md'])
      assert(read(file).includes(azure) && !read(file).includes(repository), file);
    assert(read('overview.md').includes(`${azure}?path=/docs/getting-started.md`));
    assert(!read('SECURITY.md').includes('GitHub'));
  });

  it('gives both tasks new IDs, and names the new one on the pages', () => {
    const old = taskIds();
    const { status, stdout } = run('c', '--new-ids');
    assert.equal(status, 0);
    for (const file of ['Tasks/Notation/task.json', 'scripts/identity.ts', 'docs/moving.md'])
      assert(stdout.split('\n').includes(file), stdout);
    const { id } = JSON.parse(read('Tasks/Notation/task.json')) as { id: string };
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert(read('docs/moving.md').includes(id));
    for (const file of copied.concat('scripts/identity.ts'))
      for (const each of old) assert(!read(file).includes(each), file);
  });

  for (const args of [[], ['c', '--help']]) {
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

describe('the words of npm run publisher', () => {
  it('are a publisher, an address in one spelling, and the wish for new IDs', () => {
    assert.deepEqual(readRequest(['c']), { publisher: 'c', newIds: false });
    const words = ['c', '--new-ids', '--repository', `${repository}.git/`];
    assert.deepEqual(readRequest(words), { publisher: 'c', newIds: true, repository });
  });

  const refused = [
    ...[[], [''], ['contoso gmbh'], ['--help'], ['-'], ['a.b'], ['one', 'two']],
    ...[
      '',
      'http://github.com/a/b',
      'https://u:p@github.com/a',
      'https://host',
      'https://h/a b',
    ].map((address) => ['c', '--repository', address]),
    ...[
      ['c', '--repository'],
      ['c', '--new-ids', '--new-ids'],
      ['c', '--repository', '--new-ids'],
    ],
    ['c', '--repository', repository, '--repository', repository],
    ['c', '--repository', `${repository}?a=b`],
  ];
  for (const words of refused) {
    it(`are refused: ${JSON.stringify(words)}`, () => {
      assert.equal(readRequest(words), undefined);
    });
  }
});
