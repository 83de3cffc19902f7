import { setFlagsFromString } from 'node:v8';
import { listenForCancellation } from './agent/cancellation';
import { say } from './agent/log';
import { checkProxy } from './network/environment';
import { setOutcome } from './agent/outcome';
import { openTaskDirectory } from './agent/taskDirectory';
import { TaskError } from './errors';
import { type Inputs, readInputs } from './inputs';
import { stopProcesses } from './process/children';
import { printHeader } from './report/header';
import { closeStep, failAll } from './report/jobLog';
import type { StepReport } from './report/result';

// The library that speaks to a proxy uses what Node has deprecated; that is nothing to tell the user of a step.
process.noDeprecation = true;

// A step waits most of its time. Room for garbage that V8 would reserve, and code that it would optimise, only
// make it larger: with 240 artifacts by 10 MB, and no faster (docs/performance.md).
setFlagsFromString('--no-opt');
setFlagsFromString('--semi-space-growth-factor=1');

/** What a shell reports of a program that SIGINT ended. */
const CANCELLED = 130;

/**
 * Runs one step: inputs, command, report. Every error ends here, as the step's result.
 *
 * @param folder the packaged task's
 */
export async function main(folder: string): Promise<void> {
  openTaskDirectory(folder);
  const cancellation = listenForCancellation(stopProcesses);
  try {
    closeStep(await Promise.race([run(readInputs()), cancellation.cancelled]));
  } catch (error) {
    if (error instanceof TaskError && error.code === 'Cancelled') {
      // A child that ended may be the first to say so: the others must have ended too.
      await cancellation.cancelled.catch(() => say('Log_Cancelled'));
      process.exit(CANCELLED); // whatever is still open, a download, goes with the process
    }
    await stopProcesses(true); // nothing goes on behind a step that has failed
    printHeader();
    failAll(error);
    setOutcome('Failed');
  } finally {
    cancellation.close();
  }
}

/** Loads only what the command needs. */
async function run(inputs: Inputs): Promise<StepReport> {
  checkProxy(isDownloading(inputs));
  switch (inputs.command) {
    case 'install':
      return (await import('./commands/install')).install(inputs);
    case 'sign':
      return (await import('./commands/sign')).sign(inputs);
    case 'verify':
      return (await import('./commands/verify')).verify(inputs);
    case 'inspect':
      return (await import('./commands/inspect')).inspect(inputs);
  }
}

function isDownloading(inputs: Inputs): boolean {
  if (inputs.command === 'install') return true;
  const plugin = inputs.command === 'inspect' ? undefined : inputs.plugin;
  return plugin !== undefined && !(plugin.kind === 'custom' && 'path' in plugin.source);
}
