import assert from 'node:assert/strict';
import { pushImage } from '../../../doubles/registry/image';
import { startRegistry } from '../../../doubles/registry/registry';
import type { Registry } from '../../../doubles/registry/registry';

describe('pushImage', () => {
  let registry: Registry;

  beforeEach(async () => {
    registry = await startRegistry();
  });

  afterEach(() => registry.stop());

  it('gives the reference by digest', async () => {
    const { reference, digest } = await pushImage(registry.host, 'team/app', 'v1');
    assert.equal(reference, `${registry.host}/team/app@${digest}`);
    assert.equal(registry.store.tags('team/app').get('v1'), digest);
  });

  it('gives every image a digest of its own, unless it has the same content', async () => {
    const digests = new Set<string>();
    for (const options of [{}, {}, { content: 'same' }, { content: 'same' }]) {
      digests.add((await pushImage(registry, 'a', 'v1', options)).digest);
    }
    assert.equal(digests.size, 3);
  });

  it('puts several tags on one digest', async () => {
    const { digest } = await pushImage(registry, 'a', 'v1', { tags: ['v2', 'latest'] });
    assert.deepEqual(Object.fromEntries(registry.store.tags('a')), {
      v1: digest,
      v2: digest,
      latest: digest,
    });
  });

  it('says what the registry refused', async () => {
    registry.faults = ({ kind }) =>
      kind === 'manifest' ? { status: 507, body: 'full' } : undefined;
    await assert.rejects(pushImage(registry, 'a', 'v1'), {
      message: 'PUT /v2/a/manifests/v1: 507 full',
    });
  });
});
