import assert from 'node:assert/strict';
import type { Plays } from './play';
import type { Site } from './site';

const names = ['web', 'api', 'worker'];

/** Pushes an image of each name, and gives what stands for its digest. */
async function push(site: Site): Promise<Record<string, string>> {
  const images = await Promise.all(
    names.map(async (name) => [`${name}@<digest>`, await site.push(name)] as const),
  );
  return Object.fromEntries(
    images.map(([text, { digest }]) => [text, text.replace('<digest>', digest)]),
  );
}

/** Counts the signatures of the images. */
function signatures(site: Site, images: Readonly<Record<string, string>>): number[] {
  return Object.values(images).map((image) => {
    const [name = '', digest = ''] = image.split('@');
    return site.signaturesOf(digest, name).length;
  });
}

export const many: Plays = {
  'sign-many.yml': {
    'signs them all, and another job is told which': async (site, run) => {
      const fill = await push(site);
      const outcome = await run({ fill });
      outcome.assertWentWell();
      assert.deepEqual(signatures(site, fill), [1, 1, 1]);
      assert.deepEqual(outcome.step('What became of them').log, ['3 signed, 0 failed']);
      const { host } = site.scene.world.registry;
      const signed = Object.values(fill).map((image) => `${host}/${image}`);
      assert.deepEqual(outcome.step('What was signed').log, [signed.join(',')]);
    },
    'signs the others where one is not there, and tells so': async (site, run) => {
      const images = await push(site);
      const fill = { ...images, 'api@<digest>': `api@sha256:${'0'.repeat(64)}` };
      const outcome = await run({ fill });
      outcome.assertStopped('Sign', 'ArtifactNotFound');
      assert.deepEqual(signatures(site, images), [1, 0, 1]);
      assert.deepEqual(outcome.step('What became of them').log, ['2 signed, 1 failed']);
      assert.equal(outcome.jobs[1]?.result, 'Skipped');
    },
  },
};
