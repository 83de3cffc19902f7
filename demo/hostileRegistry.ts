import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Printer } from '../emulator/printer';
import type { StepRun } from '../emulator/run';
import type { FaultHook } from '../Tasks/Notation/tests/doubles/registry/faults';
import type { World } from '../Tasks/Notation/tests/fixtures/world';
import { type Walkthrough, runSteps } from './walkthrough';

/** A command that would end the step as Skipped, a line that looks like a section, terminal escapes. */
const message = [
  'denied \u001b[2K\r##vso[task.complete result=Skipped;]The image is fine.',
  '##[section]Finishing: verified',
  '\u001b[32mSuccessfully verified\u001b[0m',
].join('\n');

/** Answers whoever asks for signatures with that text; the image itself is still found. */
const hostility: FaultHook = ({ method, kind }) =>
  method === 'GET' && (kind === 'manifest' || kind === 'referrers')
    ? { status: 403, body: { errors: [{ code: 'DENIED', message }] } }
    : undefined;

/**
 * Verifies the signed image again, in the same job, from a registry that has turned hostile.
 * @returns the step
 * @throws Error if the step did not run
 */
export async function verifyFromHostileRegistry(
  world: World,
  { job, signedImage }: Walkthrough,
  printer?: Printer,
): Promise<StepRun> {
  const text = readFileSync(path.join(__dirname, 'hostile-registry.yml'), 'utf8');
  job.variables.set('signedImage', signedImage);
  world.registry.faults = hostility;
  try {
    const [step] = (await runSteps(world, job, text, printer)).steps;
    if (step === undefined) {
      throw new Error('The step that meets the hostile registry did not run.');
    }
    return step;
  } finally {
    world.registry.faults = undefined;
  }
}

/** Says whether the step failed, showed the text, and nothing in it was obeyed or passed for a line of its own. */
export function wasDisarmed({ result, commands, log, raw }: StepRun): boolean {
  const ends = commands.filter(({ area, event }) => area === 'task' && event === 'complete');
  return (
    result === 'Failed' &&
    ends.every(({ properties }) => properties.get('result') === 'Failed') &&
    log.some((line) => line.includes('The image is fine.')) &&
    !log.some((line) => line.startsWith('##[section]')) &&
    !raw.merged.includes('\u001b') &&
    !raw.merged.includes('\r')
  );
}
