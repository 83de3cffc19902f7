import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Job } from '../emulator/job';
import { type PipelineRun, runPipeline } from '../emulator/pipeline';
import type { Printer } from '../emulator/printer';
import type { World } from '../Tasks/Notation/tests/fixtures/world';

/** Where the pipeline pushes to, below the registry. */
export const repository = 'app';

/** The version of notation that the pipeline names. */
export const namedVersion = '1.1.0';

/** The walkthrough after its run: the job it ran in, and what came of it. */
export interface Walkthrough {
  readonly job: Job;
  readonly run: PipelineRun;
  /** The image that was signed, `<registry>/<repository>@<digest>`. */
  readonly signedImage: string;
}

/**
 * Gives the text of the demo's pipeline.
 * @param version of notation to install in place of the one the file names
 */
export function walkthroughText(version = namedVersion): string {
  const text = readFileSync(path.join(__dirname, 'azure-pipelines.yml'), 'utf8');
  return text.replace(`version: ${namedVersion}\n`, `version: ${version}\n`);
}

/** Runs the pipeline in a job whose sources hold the trust policy and the trust store. */
export async function runWalkthrough(
  world: World,
  text: string,
  printer?: Printer,
): Promise<Walkthrough> {
  const job = world.job();
  const scope = `${world.registry.host}/${repository}`;
  world.trust(job, { scopes: [scope] });
  const run = await runSteps(world, job, text, printer);
  const digest = world.registry.store
    .tags(repository)
    .get(job.variables.get('Build.BuildId') ?? '');
  return { job, run, signedImage: `${scope}@${digest ?? ''}` };
}

/** Runs the steps of a pipeline in a job, with the emulated Docker task and the packaged one. */
export function runSteps(
  world: World,
  job: Job,
  text: string,
  printer?: Printer,
): Promise<PipelineRun> {
  const { docker, task } = world;
  const shown = printer === undefined ? {} : { printer };
  return runPipeline(job, text, { tasks: { 'Notation@0': task }, docker, ...shown });
}

/**
 * Says whether every step succeeded, the verification of the signed image among them, but the last,
 * which refused the other image for want of a signature.
 */
export function endedAsWritten({ run, signedImage }: Walkthrough): boolean {
  const steps = run.steps.slice(0, -1);
  const verified = steps.find(({ displayName }) => displayName === 'Verify the signed image');
  const last = run.steps.at(-1);
  const digest = signedImage.slice(signedImage.indexOf('@'));
  return (
    run.skipped.length === 0 &&
    steps.every(({ result }) => result === 'Succeeded') &&
    verified?.outputs['Status'] === 'Succeeded' &&
    verified.log.some((line) => line.includes(digest)) &&
    last?.result === 'Failed' &&
    last.issues.some(({ message }) => message.includes('no signature is associated'))
  );
}
