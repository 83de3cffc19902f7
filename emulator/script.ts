import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Ending, ProcessAttempt } from './attempt';
import { scriptEnvironment } from './environment';
import type { JobContext } from './jobContext';
import type { Listener } from './listener';
import { Restrictions } from './restrictions';
import type { StepOptions, Work } from './step';

export interface ScriptOptions extends StepOptions {
  readonly workingDirectory?: string;
}

/**
 * Makes the work of a `script:` or `bash:` step: macros are expanded in the text, which bash then runs
 * from a file in the temp directory. Standard error fails nothing, an exit code other than 0 does.
 * Source: tasks: CmdLineV2, BashV3.
 */
export function scriptWork(job: JobContext, script: string, options: ScriptOptions): Work {
  const name = options.name ?? job.uniqueName('CmdLine');
  const displayName = options.displayName ?? 'CmdLine';
  const { env = {}, workingDirectory = '' } = options;
  return {
    speaker: { name, outputs: [], restrictions: new Restrictions([]) },
    displayName,
    begin: (listener, ears, timings) => {
      const file = join(job.temp, `${randomUUID()}.sh`);
      writeFileSync(file, job.variables.expand(script));
      const step = { name, displayName, instanceId: randomUUID(), env, taskVariables: [] };
      const launch = {
        command: 'bash',
        args: ['--noprofile', '--norc', file],
        cwd: resolve(job.sources, job.variables.expand(workingDirectory)),
        environment: scriptEnvironment(job, step),
      };
      const attempt = new ProcessAttempt(launch, ears, timings);
      const done = attempt.done.then((ending) => translate(ending, listener));
      return {
        get pid() {
          return attempt.pid;
        },
        done,
        stop: () => {
          attempt.stop();
        },
        abandon: () => {
          attempt.abandon();
        },
      };
    },
  };
}

/** The task around bash ends well itself and says what became of bash. */
function translate(ending: Ending, listener: Listener): Ending {
  if (ending.exitCode === 0 || ending.exitCode === null) {
    return ending;
  }
  listener.journal.error(`Bash exited with code '${ending.exitCode}'.`);
  listener.complete('Failed');
  return { ...ending, exitCode: 0 };
}
