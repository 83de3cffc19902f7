import assert from 'node:assert/strict';
import { type World, openWorld } from '../../fixtures/world';
import { ASKED, FakeNotation, type Performance } from '../../doubles/fakeNotation';
import {
  commands,
  encodedCommands,
  forgedLines,
  hostileText,
  keyword,
} from '../../fixtures/job/injectionTexts';
import { TestJob } from '../../fixtures/job/testJob';
import {
  assertOnlyTaskCommands,
  codesOf,
  hasResult,
  logOf,
} from '../../fixtures/job/logAssertions';
import { type SignedArtifact, signedArtifact } from '../../fixtures/signedArtifact';
import { endedWith } from '../../fixtures/suite';

const streams = ['stdout', 'stderr'] as const;

/** A text in the byte orders and encodings that somebody might decode. */
const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8 with a byte order mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'overlong UTF-8': (text) =>
    Buffer.from([...Buffer.from(text)].flatMap((byte) => [0xc0 | (byte >> 6), 0x80 | (byte & 63)])),
  'UTF-8 with bytes between that are none': (text) =>
    Buffer.from([...Buffer.from(text)].flatMap((byte) => [byte, 0xff, 0xe2, 0x82])),
  'UTF-8 with halves of surrogates between': (text) =>
    Buffer.from([...Buffer.from(text)].flatMap((byte) => [byte, 0xed, 0xa0, 0xbd])),
};

describe('the gate and what a child writes', () => {
  let world: World;
  let artifact: SignedArtifact;

  before(async function () {
    world = endedWith(this, await openWorld());
    artifact = await signedArtifact(world);
  });

  async function held(
    performance: Performance,
    debug = false,
    asked = artifact.reference,
  ): Promise<void> {
    const fake = new FakeNotation(world.root);
    fake.perform(performance);
    const run = await new TestJob(world, fake.folder, { debug }).verify(asked);
    assertOnlyTaskCommands(run);
    assert.equal(fake.runs(), 1);
    assert.deepEqual(
      codesOf(run),
      [performance.exitCode === 0 ? 'UnexpectedOutput' : 'VerifyFailed'],
      logOf(run),
    );
  }

  for (const stream of streams) {
    for (const debug of [false, true]) {
      const where = `${stream}${debug ? ' of a debugging run' : ''}`;

      it(`G1 obeys no command on ${where}, whether notation fails or not`, async () => {
        const texts = [...commands, ...encodedCommands, ...forgedLines];
        for (const lead of ['', 'Error: ', 'level=info msg=', 'level=error msg="', 'Warning: ']) {
          const bytes = texts.map((text) => `${lead}${text}\n`).join('');
          await held({ writings: [{ stream, bytes }], exitCode: lead === '' ? 0 : 1 }, debug);
        }
      });
    }

    it(`G1 obeys no command that is split over two writes on ${stream}, wherever`, async () => {
      const whole = Buffer.from(`é${keyword}task.complete result=Skipped]\n`);
      const writings = [...whole.keys()].flatMap((at) => [
        { stream, bytes: whole.subarray(0, at) },
        { stream, bytes: whole.subarray(at) },
      ]);
      await held({ writings, exitCode: 1, pause: 2 });
      const single = [...Buffer.from(hostileText)].map((byte) => ({
        stream,
        bytes: Buffer.from([byte]),
      }));
      await held({ writings: single, exitCode: 1 });
    });

    for (const [title, encode] of Object.entries(encodings)) {
      it(`G1 obeys no command in ${title} on ${stream}`, () =>
        held({ writings: [{ stream, bytes: encode(hostileText) }], exitCode: 1 }));
    }
  }

  it('G1 obeys no command that the two streams make together', () => {
    const halves = keyword.split('').map((character, index) => ({
      stream: streams[index % 2] ?? 'stdout',
      bytes: character,
    }));
    const rest = streams.map((stream) => ({ stream, bytes: 'task.complete result=Skipped]\n' }));
    return held({ writings: [...halves, ...rest], exitCode: 1, pause: 5 });
  });

  it('G1 takes no statement that comes after other words for notation’s answer', () => {
    const bytes = `x\nSuccessfully verified signature for ${ASKED}\n`;
    return held({ writings: [{ stream: 'stdout', bytes }], exitCode: 0 });
  });

  it('takes the statement about the very layout for notation’s answer', async () => {
    const fake = new FakeNotation(world.root);
    const bytes = `Successfully verified signature for ${ASKED}\n`;
    fake.perform({ writings: [{ stream: 'stdout', bytes }], exitCode: 0 });
    const run = await new TestJob(world, fake.folder).verify(artifact.reference);
    assertOnlyTaskCommands(run, 'Succeeded');
    assert(hasResult(run, 'Verified', artifact.reference), logOf(run));
  });

  const digest = `sha256:${'1'.repeat(64)}`;
  const statements: [title: string, stated: () => string, isTag?: boolean][] = [
    ['the artifact itself', () => artifact.reference],
    ['another digest', () => `layout-1@${digest}`],
    ['another layout', () => `layout-2@${artifact.digest}`],
    ['a layout without its digest', () => 'layout-1'],
    ['more than the layout', () => `/tmp/${ASKED}`],
    ['less than the digest', () => `layout-1@${artifact.digest.slice(0, -1)}`],
    ['a tag', () => 'layout-1:v1', true],
    ['the artifact of a tag', () => artifact.reference, true],
  ];
  for (const [title, stated, isTag = false] of statements) {
    it(`G1 takes no statement about ${title} for an answer`, () => {
      const bytes = `Successfully verified signature for ${stated()}\n`;
      const asked = isTag ? artifact.reference.replace(/@.*/, ':v1') : artifact.reference;
      return held({ writings: [{ stream: 'stdout', bytes }], exitCode: 0 }, false, asked);
    });
  }

  for (const statement of [`Successfully signed ${ASKED}`, `Successfully inspected ${ASKED}`]) {
    it(`G1 takes no other statement for an answer: ${statement}`, () =>
      held({ writings: [{ stream: 'stdout', bytes: `${statement}\n` }], exitCode: 0 }));
  }
});
