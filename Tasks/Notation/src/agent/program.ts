import * as path from 'node:path';
import * as tl from 'azure-pipelines-task-lib/task';

/**
 * The absolute path of the program that stands first on PATH under that name, or undefined. A relative
 * folder on PATH can be a folder of the sources, so a program that stands first there counts as none. On
 * Windows only an .exe is one: what else PATHEXT names, such as .cmd, runs in a shell, which would read
 * the arguments anew.
 */
export function findProgram(name: string): string | undefined {
  const program = tl.which(process.platform === 'win32' ? `${name}.exe` : name);
  return path.isAbsolute(program) ? program : undefined;
}

/** Puts a directory first on the PATH of the later steps of this job. */
export function prependPath(directory: string): void {
  tl.prependPath(directory);
}
