import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TaskError } from '../../../src/errors';
import { createCredentialStore } from '../../../src/registry/credentials';
import { parseDescriptor } from '../../../src/registry/descriptor';
import { readImageIndex } from '../../../src/registry/imageIndex';
import { createListing } from '../../../src/registry/listing';
import { StrictJsonError } from '../../../src/text/strictJson';
import { IMAGE_INDEX, IMAGE_MANIFEST } from '../../doubles/registry/manifest';

const entry = (index: number, artifactType?: string) => ({
  mediaType: IMAGE_MANIFEST,
  digest: `sha256:${index.toString(16).padStart(64, '0')}`,
  size: 1,
  artifactType,
});

describe('the bounds of what a registry may say', () => {
  it('R2 takes types of 255 characters, and none of 256', () => {
    const [longest, longer] = ['x'.repeat(255), 'x'.repeat(256)];
    assert.equal(parseDescriptor(entry(1, longest))?.artifactType, longest);
    assert.equal(parseDescriptor(entry(1, longer))?.artifactType, undefined);
    assert.notEqual(parseDescriptor({ ...entry(1), mediaType: longest }), undefined);
    assert.equal(parseDescriptor({ ...entry(1), mediaType: longer }), undefined);
  });

  it('R2 lists as many referrers as are wanted, and says that there are more', () => {
    for (const [count, hasMore] of [
      [100, false],
      [101, true],
    ] as const) {
      const listing = createListing({ isWanted: () => true, max: 100 });
      listing.add(Array.from({ length: count }, (_, index) => entry(index, 'x')));
      const found = listing.referrers();
      assert.deepEqual([found.referrers.length, found.hasMore], [100, hasMore]);
    }
  });

  function read(manifests: readonly object[]): number {
    const content = JSON.stringify({ schemaVersion: 2, mediaType: IMAGE_INDEX, manifests });
    return readImageIndex(Buffer.from(content), IMAGE_INDEX).entries.length;
  }

  it('T5 reads 512 entries of an index, and refuses 513', () => {
    const many = (length: number) =>
      Array.from({ length }, (_, index) => ({ ...entry(index), artifactType: undefined }));
    assert.equal(read(many(512)), 512);
    assert.throws(() => read(many(513)), StrictJsonError);
  });

  it('T5 takes names of platforms of 128 characters, and none of 129', () => {
    const named = (length: number) => [
      {
        ...entry(1),
        platform: { os: 'x'.repeat(length - '/amd64'.length), architecture: 'amd64' },
      },
    ];
    assert.equal(read(named(128)), 1);
    assert.throws(() => read(named(129)), StrictJsonError);
  });

  it('R6 reads a docker configuration of 4 MiB, and refuses a byte more', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'docker-'));
    const find = (bytes: number): Promise<unknown> => {
      writeFileSync(path.join(folder, 'config.json'), '{"auths":{}}'.padEnd(bytes));
      const environment = { DOCKER_CONFIG: folder };
      const store = createCredentialStore({ login: undefined, environment });
      return Promise.resolve().then(() => store.find('r.example:5000'));
    };
    try {
      const most = 4 * 1024 * 1024;
      assert.equal(await find(most), undefined);
      await assert.rejects(
        find(most + 1),
        (error: unknown) => error instanceof TaskError && error.code === 'DockerConfigUnreadable',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
