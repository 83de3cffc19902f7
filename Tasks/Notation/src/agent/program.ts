import * as tl from 'azure-pipelines-task-lib/task';

/**
 * The absolute path of the program that stands first on PATH under that name, or undefined. On Windows only an .exe is one:
 * what else PATHEXT names, such as .cmd, runs in a shell, which would read the arguments anew.
 */
export function findProgram(name: string): string | undefined {
  return tl.which(process.platform === 'win32' ? `${name}.exe` : name) || undefined;
}

/** Puts a directory first on the PATH of the later steps of this job. */
export function prependPath(directory: string): void {
  tl.prependPath(directory);
}
