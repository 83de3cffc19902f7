import assert from 'node:assert/strict';
import lt from 'semver/functions/lt';
import type { Job } from '../../../../emulator/job';
import type { StepRun } from '../../../../emulator/run';
import { type Certificate, selfSignedCertificate } from '../fixtures/certificates';
import { startDistribution, startOlareg } from '../doubles/registries';
import { type PushedImage, pushImage } from '../doubles/registry/image';
import { endedWith } from '../fixtures/suite';
import { notationVersions, requireTool } from '../fixtures/tools';
import { type World, openWorld, signInputs } from '../fixtures/world';

const places = [
  // By the tag schema olareg can lose a first signature, and notation 1.0.0 then sees none.
  { registry: 'olareg', way: 'the Referrers API', allowReferrersAPI: 'true' },
  { registry: 'distribution', way: 'the referrers tag', allowReferrersAPI: 'false' },
  { registry: 'the registry in memory', way: 'the Referrers API', allowReferrersAPI: 'true' },
  { registry: 'the registry in memory', way: 'the referrers tag', allowReferrersAPI: 'false' },
] as const;
const formats = { cose: 'application/cose', jws: 'application/jose+json' } as const;

describe('the packaged task with every notation on every registry', () => {
  const hosts = new Map<string, string>();
  let world: World;
  let stranger: Certificate;

  before(async function () {
    requireTool(this, 'notation', 'olareg', 'registry');
    world = endedWith(this, await openWorld());
    stranger = selfSignedCertificate({ folder: world.root, commonName: 'stranger' });
    hosts.set('the registry in memory', world.registry.host);
    for (const [name, start] of [
      ['olareg', startOlareg],
      ['distribution', startDistribution],
    ] as const) {
      const server = endedWith(this, await start());
      hosts.set(name, server.host);
    }
  });

  function push(registry: string): Promise<PushedImage> {
    return pushImage(hosts.get(registry) ?? '', 'team/app', 'v1');
  }

  function codes({ issues }: StepRun): (string | undefined)[] {
    return issues.map(({ code }) => code);
  }

  for (const { version } of notationVersions()) {
    describe(`notation ${version}`, () => {
      let job: Job;

      before(async () => {
        job = world.job();
        const install = await run({ command: 'install', version });
        assert.equal(install.result, 'Succeeded', install.log.join('\n'));
      });

      function run(inputs: Record<string, string>): Promise<StepRun> {
        return job.run(world.task, { inputs });
      }

      for (const { registry, way, allowReferrersAPI } of places) {
        for (const format of ['cose', 'jws'] as const) {
          it(`signs and verifies ${format} on ${registry} by ${way}`, async () => {
            const [image, unsigned] = await Promise.all([push(registry), push(registry)]);
            const place = { artifactRefs: image.reference, allowReferrersAPI };

            const signed = await run({ ...signInputs(world), ...place, signatureFormat: format });
            assert.equal(signed.result, 'Succeeded', signed.log.join('\n'));

            const inputs = { command: 'verify', ...place, ...world.trust(job) };
            const verified = await run(inputs);
            assert.equal(verified.result, 'Succeeded', verified.log.join('\n'));
            assert.equal(verified.outputs['Status'], 'Succeeded');

            const refused = await run({ ...inputs, artifactRefs: unsigned.reference });
            // Notation before 1.2 sees only what the tag lists, and says so.
            const looksForTag = lt(version, '1.2.0') && allowReferrersAPI !== 'true';
            const code = looksForTag ? 'NotSignedByTag' : 'NotSigned';
            assert.deepEqual([refused.result, codes(refused)], ['Failed', [code]]);

            world.trust(job, { certificates: [stranger] });
            const untrusted = await run(inputs);
            const expected = ['Failed', ['SignerNotTrusted']];
            assert.deepEqual([untrusted.result, codes(untrusted)], expected);

            if (registry === 'the registry in memory') {
              // From 2.0 on the API is notation's own way.
              const byApi = allowReferrersAPI === 'true' || !lt(version, '2.0.0-alpha');
              checkStored(image, byApi, formats[format]);
            }
          });
        }
      }
    });
  }

  /** By the tag schema, a tag lists the signature; by the Referrers API, none does. */
  function checkStored({ digest }: PushedImage, byApi: boolean, mediaType: string): void {
    const { store } = world.registry;
    const [signature = '', ...others] = store.signaturesOf('team/app', digest);
    assert.deepEqual(others, []);
    assert.deepEqual(
      store.indexedSignaturesOf('team/app', digest),
      byApi ? [] : [signature],
      'the signature is stored in another way',
    );
    const layers = store.manifest('team/app', signature)?.content.layers ?? [];
    assert.deepEqual(
      layers.map((layer) => layer.mediaType),
      [mediaType],
    );
  }
});
