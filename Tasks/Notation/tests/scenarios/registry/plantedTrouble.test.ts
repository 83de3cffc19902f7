import assert from 'node:assert/strict';
import type { PushedImage } from '../../doubles/registry/image';
import { FakeNotation } from '../../doubles/fakeNotation';
import { coseAttributes, coseEnvelope, payloadOf } from '../../fixtures/envelopes';
import { assertOnlyTaskCommands, codesOf, logOf } from '../../fixtures/job/logAssertions';
import { TestJob } from '../../fixtures/job/testJob';
import { signerWithLargeKey } from '../../fixtures/largeKey';
import {
  COSE,
  attachEnvelope,
  attachSignature,
  envelopeOf,
  storeImage,
} from '../../fixtures/registry/content';
import { openSuiteWorld } from '../../fixtures/suite';
import { newestNotation } from '../../fixtures/tools';
import type { World } from '../../fixtures/world';

const repository = 'team/app';

/** Bytes of an RSA key with which notation computes for minutes. */
const LARGE_KEY_BYTES = 60_000;

/** Ends as a program of Go that crashes, where the signature has this word in its metadata. */
const crashing = `const fs = require('node:fs');
const asked = args[args.length - 1];
const folder = asked.split('@')[0] + '/blobs/sha256/';
if (fs.readdirSync(folder).some((file) => fs.readFileSync(folder + file).includes('planted'))) {
  console.error('panic: runtime error: index out of range');
  process.exit(2);
}
console.log('Successfully verified signature for ' + asked);`;

describe('R3 signatures that are planted to stop notation', () => {
  let world: World;

  before(async function () {
    world = await openSuiteWorld(this);
  });

  afterEach(() => {
    world.registry.faults = undefined;
  });

  function attachGood(image: PushedImage): void {
    attachSignature(world.registry, repository, image, [world.certificate]);
  }

  it('R3 a key with which notation computes for minutes blocks no good signature behind it', async () => {
    const image = storeImage(world.registry, repository);
    const signer = signerWithLargeKey(LARGE_KEY_BYTES);
    const envelope = coseEnvelope(signer, coseAttributes(), payloadOf(image));
    const planted = attachEnvelope(world.registry, repository, image, envelope, COSE);
    attachGood(image);
    const job = TestJob.at(world, newestNotation());
    const run = await job.verify(image.reference, {}, { timeoutPerArtifact: '30s' });
    assertOnlyTaskCommands(run, 'Succeeded');
    const [told = ''] = run.log.filter((line) => line.includes(planted.digest));
    assert.match(told, /a certificate is larger than 64 KiB/, logOf(run));
  });

  it('R3 one that makes notation crash blocks no good signature behind it', async () => {
    const image = storeImage(world.registry, repository);
    const annotations = { word: 'planted' };
    const envelope = envelopeOf(COSE, image, [world.certificate], { annotations });
    attachEnvelope(world.registry, repository, image, envelope, COSE);
    const fake = new FakeNotation(world.root);
    fake.act(crashing);
    const job = new TestJob(world, fake.folder);
    const alone = await job.verify(image.reference);
    assertOnlyTaskCommands(alone);
    assert.deepEqual(codesOf(alone), ['VerifyFailed'], logOf(alone));
    assert.match(alone.issues[0]?.message ?? '', /exit code 2/);
    attachGood(image);
    assertOnlyTaskCommands(await job.verify(image.reference), 'Succeeded');
    assert.equal(fake.runs(), 3);
  });

  it('R3 one that the registry gives to nobody blocks no good signature behind it', async () => {
    const image = storeImage(world.registry, repository);
    const envelope = envelopeOf(COSE, image, [world.certificate], { annotations: { n: '1' } });
    const { content } = attachEnvelope(world.registry, repository, image, envelope, COSE);
    const withheld = content.layers?.[0]?.digest ?? '';
    world.registry.faults = ({ reference }) =>
      reference === withheld ? { status: 403, body: {} } : undefined;
    const job = TestJob.at(world, newestNotation());
    const alone = await job.verify(image.reference);
    assertOnlyTaskCommands(alone);
    assert.deepEqual(codesOf(alone), ['RegistryForbidden'], logOf(alone));
    attachGood(image);
    assertOnlyTaskCommands(await job.verify(image.reference), 'Succeeded');
  });
});
