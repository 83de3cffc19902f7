import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineSplitter } from '../../../src/text/lineSplitter';
import { parseCommand } from '../../../../../emulator/command';
import { Lines } from '../../../../../emulator/lines';
import { signedArtifact } from '../../fixtures/signedArtifact';
import { endedWith } from '../../fixtures/suite';
import { type World, openWorld } from '../../fixtures/world';
import { FakeNotation, type Writing } from '../../doubles/fakeNotation';
import { commands, encodedCommands, forgedLines, keyword } from '../../fixtures/job/injectionTexts';
import { TestJob } from '../../fixtures/job/testJob';
import { assertOnlyTaskCommands } from '../../fixtures/job/logAssertions';

/** Bytes as a child may write them, rich in what the agent could obey. */
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(...commands, ...encodedCommands, ...forgedLines).map((text) => Buffer.from(text)),
  fc
    .constantFrom('#', '##', keyword, keyword.slice(0, 4), '\n', '\r', 'Error: ', 'Warning: ')
    .map((text) => Buffer.from(text)),
);
const writing: fc.Arbitrary<Writing> = fc.record({
  stream: fc.constantFrom('stdout', 'stderr'),
  bytes: piece,
});

describe('the gate and whatever a child writes', () => {
  let world: World;
  let artifact: string;

  before(async function () {
    world = endedWith(this, await openWorld());
    ({ reference: artifact } = await signedArtifact(world));
  });

  it('G1 leaves no command and no second line for the agent in any bytes', () => {
    const property = fc.property(fc.array(piece, { maxLength: 40 }), (chunks) => {
      const emitted: string[] = [];
      const sanitiser = new LineSplitter((line) => emitted.push(line));
      for (const chunk of chunks) sanitiser.write(chunk);
      sanitiser.end();
      const heard: string[] = [];
      const agent = new Lines((line) => heard.push(line));
      agent.write(Buffer.from(emitted.map((line) => `${line}\n`).join('')));
      agent.end();
      return (
        heard.length === emitted.length && heard.every((line) => parseCommand(line) === undefined)
      );
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it('G1 lets no bytes of notation reach the agent as a command of the step', async () => {
    const fake = new FakeNotation(world.root);
    const testJob = new TestJob(world, fake.folder);
    const debugging = new TestJob(world, fake.folder, { debug: true });
    world.registry.requests.length = 0;
    let runs = 0;
    const property = fc.asyncProperty(
      fc.array(writing, { maxLength: 40 }),
      fc.boolean(),
      async (writings, debug) => {
        fake.perform({ writings, exitCode: 1 });
        runs += 1;
        assertOnlyTaskCommands(await (debug ? debugging : testJob).verify(artifact));
      },
    );
    await fc.assert(property, { numRuns: 15, endOnFailure: true });
    assert.equal(fake.runs(), runs);
    const methods = new Set(world.registry.requests.map(({ method }) => method));
    assert.deepEqual([...methods].sort(), ['GET', 'HEAD']);
  });
});
