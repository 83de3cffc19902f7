import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { type Stage, appeared } from './stage';

/** Holds files as a virus scanner does: nobody can remove or rename them. */
export interface Holder {
  /** Lets them go. */
  stop(): void;
}

/**
 * Holds files of a job's temp directory as soon as they are there.
 * @param ending which ones
 * @param milliseconds how long each is held
 */
export async function holdFiles(
  stage: Stage,
  folder: string,
  ending: string,
  milliseconds = 120_000,
): Promise<Holder> {
  const watching = path.join(stage.root, 'watching');
  const args = [folder, ending, String(milliseconds), '120000', watching];
  const child = spawn(stage.program('hold'), args, { stdio: 'ignore', windowsHide: true });
  await appeared(watching);
  return {
    stop: () => {
      child.kill();
    },
  };
}
