import { setFlagsFromString } from 'node:v8';
import { listenForCancellation } from './agent/cancellation';
import { listenForFaults } from './agent/faults';
import { logMessage } from './agent/log';
import { StepOutcome } from './agent/outcome';
import { watchStandardOutput } from './agent/standardOutput';
import { findProgram } from './agent/program';
import { openTaskDirectory } from './agent/taskDirectory';
import type { StepResources } from './commands/stepResources';
import { type Inputs, readInputs } from './inputs';
import { checkProxy } from './network/environment';
import { ExitHooks } from './process/exitHooks';
import { createProcessRunner } from './process/runner';
import { printHeader } from './report/header';
import { closeStep, failStep } from './report/jobLog';
import type { StepReport } from './report/result';

// The library that speaks to a proxy uses what Node has deprecated; that is nothing to tell the user of a step.
process.noDeprecation = true;

// A step waits most of its time. Room for garbage that V8 would reserve only makes it larger, and no
// faster (docs/performance.md).
setFlagsFromString('--semi-space-growth-factor=1');

/**
 * Runs one step: inputs, command, report. Every error ends here, as the step's outcome. The process
 * ends when the outcome was delivered, whatever is still open.
 *
 * @param folder the packaged task's
 * @throws Error where no outcome could be told, or a fault came while it was told
 */
export async function main(folder: string): Promise<void> {
  openTaskDirectory(folder);
  const outcome = new StepOutcome();
  const processes = createProcessRunner();
  const exitHooks = new ExitHooks();
  exitHooks.add(() => outcome.close());
  exitHooks.add(() => processes.kill());
  process.once('exit', () => exitHooks.run());
  watchStandardOutput(() => exitHooks.exit());
  const faults = listenForFaults();
  const cancellation = listenForCancellation((urgent) => processes.stop(urgent));
  let work: Promise<unknown> = Promise.resolve();
  try {
    const command = run(readInputs(), { processes, exitHooks });
    work = command;
    const report = await Promise.race([command, cancellation.cancelled, faults]);
    await Promise.race([outcome.report(closeStep(report)), faults]);
  } catch (error) {
    if (cancellation.isRequested()) {
      // The work may be the first to fail of it: all children must have ended.
      await cancellation.cancelled.catch(() => logMessage('Log_Cancelled'));
      await settled(work, CLOSING_MS);
      outcome.cancel();
    } else {
      await processes.stop(true); // nothing goes on behind a step that has failed
      printHeader();
      failStep(error);
      await outcome.report('Failed');
    }
  }
  exitHooks.exit();
}

/** Milliseconds in which the work of a cancelled step closes and removes its files, where it can. */
const CLOSING_MS = 1000;

/** Waits until a promise has settled, but no longer than some milliseconds. */
async function settled(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}

/** Loads only what the command needs. */
async function run(inputs: Inputs, resources: StepResources): Promise<StepReport> {
  checkProxy(isDownloading(inputs));
  switch (inputs.command) {
    case 'install':
      return (await import('./commands/install')).install(inputs, resources);
    case 'sign':
      return (await import('./commands/sign')).sign(inputs, resources);
    case 'verify':
      return (await import('./commands/verify')).verify(inputs, resources);
    case 'inspect':
      return (await import('./commands/inspect')).inspect(inputs);
  }
}

/** Whether the step loads the code that downloads: notation or a plugin comes from an archive. */
function isDownloading(inputs: Inputs): boolean {
  if (inputs.command === 'inspect') return false;
  if (inputs.command === 'install' || findProgram('notation') === undefined) return true;
  return inputs.plugin !== undefined && inputs.plugin.source.kind !== 'file';
}
