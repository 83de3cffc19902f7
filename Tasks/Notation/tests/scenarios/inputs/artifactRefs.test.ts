import assert from 'node:assert/strict';
import { runPipeline } from '../../../../../emulator/pipeline';
import { type PushedImage, pushImage } from '../../doubles/registry/image';
import { openSuiteWorld } from '../../fixtures/suite';
import { type World, signInputs } from '../../fixtures/world';
import { hasResult, logOf } from '../../fixtures/job/logAssertions';
import { InputFixture, assertSucceeded } from '../../fixtures/inputs/inputFixture';

describe('the input artifactRefs', () => {
  let world: World;
  let fixture: InputFixture;

  before(async function () {
    world = await openSuiteWorld(this);
    fixture = new InputFixture(world);
  });

  function images(): Promise<[PushedImage, PushedImage]> {
    return Promise.all([
      pushImage(world.registry, 'app', 'a'),
      pushImage(world.registry, 'app', 'b'),
    ]);
  }

  function assertSignedOnce(...pushed: PushedImage[]): void {
    const { store } = world.registry;
    const counts = pushed.map(({ digest }) => store.signaturesOf('app', digest).length);
    assert.deepEqual(counts, [1, 1]);
  }

  const lists: [title: string, list: (a: string, b: string) => string][] = [
    ['commas', (a, b) => `${a},${b}`],
    ['line breaks', (a, b) => `${a}\n${b}`],
    ['line breaks of Windows', (a, b) => `${a}\r\n${b}\r\n`],
    ['commas and line breaks', (a, b) => `${a},\n${b}`],
    ['blanks around them', (a, b) => `\t ${a}  , \t${b}  \n`],
    ['empty items between them', (a, b) => `,, ,${a},\n\n,\r\n ,${b},,`],
    ['some of them twice', (a, b) => [a, b, a, b, b].join(',')],
    ['the host in upper case too', (a, b) => [a, b, shouted(a), shouted(b)].join('\n')],
    ['the same by digest, and by tag and digest', (a, b) => [a, b, tagged(a)].join('\n')],
  ];
  for (const [title, list] of lists) {
    it(`I1 signs each artifact once: ${title}`, async () => {
      const [a, b] = await images();
      const step = await fixture.real().sign(list(a.reference, b.reference));
      assertSucceeded(step);
      assertSignedOnce(a, b);
      assert(
        logOf(step).includes('Artifacts: 2. Signed: 2, signed before: 0, failed: 0.'),
        logOf(step),
      );
    });
  }

  it('I1 reads the text that a pipeline writes over several lines', async () => {
    const [a, b] = await images();
    const references = [shouted(a.reference), '', `${b.reference},`, `  ${a.reference}`];
    const inputs = Object.entries(signInputs(world)).map(
      ([name, value]) => `      ${name}: '${value}'`,
    );
    const text = [
      'steps:',
      '  - task: Notation@0',
      '    inputs:',
      ...inputs,
      '      artifactRefs: |',
      ...references.map((line) => `        ${line}`),
    ].join('\n');
    const { job } = fixture.real();
    const { steps } = await runPipeline(job, text, { tasks: { 'Notation@0': world.task } });
    const [step] = steps;
    assert(step !== undefined);
    assertSucceeded(step);
    assertSignedOnce(a, b);
  });

  it('I1 verifies each artifact once', async () => {
    const [a, b] = await images();
    const station = fixture.real();
    const list = [a.reference, shouted(b.reference), b.reference, '', a.reference].join(' ,\r\n');
    assertSucceeded(await station.sign(list));
    const step = await station.verify(list);
    assertSucceeded(step);
    for (const { reference } of [a, b]) {
      assert(hasResult(step, 'Verified', reference), logOf(step));
      const line = `  Artifact: ${reference}`;
      assert.equal(step.log.filter((each) => each === line).length, 1, logOf(step));
    }
  });

  const digest = `sha256:${'0'.repeat(64)}`;
  // All that is refused is in tests/unit/inputs/refused.test.ts; here is how such a step ends.
  const bad: [
    command: 'sign' | 'verify',
    title: string,
    item: string,
    code: Parameters<InputFixture['assertRefused']>[1],
    shown?: string,
  ][] = [
    ['sign', 'half a digest', 'r.example/app@sha256:0123', 'DigestMalformed'],
    ['sign', 'a macro for the digest', 'r.example/app@$(push.digest)', 'MacroNotExpanded'],
    [
      'verify',
      'a repository in upper case',
      `r.example/App@${digest}`,
      'ReferenceMalformed',
      'r.example/App@sha256:',
    ],
    ['verify', 'neither tag nor digest', 'r.example/app', 'TagAndDigestMissing'],
  ];
  for (const [command, title, item, code, shown = `'${item}'`] of bad) {
    it(`I2 ${command} refuses ${title}: ${code}`, async () => {
      const list = `r.example/first@${digest},\n${item}`;
      const named = /\$\(.+\)/.exec(item)?.[0] ?? shown;
      await fixture.assertRefused(() => fixture.watched()[command](list), code, named);
    });
  }
});

function shouted(reference: string): string {
  return reference.replace('localhost', 'LOCALHOST');
}

function tagged(reference: string): string {
  return reference.replace('@', ':a@');
}
