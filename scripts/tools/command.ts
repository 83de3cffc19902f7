import { spawn } from 'node:child_process';

/**
 * Runs a program to its end.
 * @throws an error that carries the program's whole output when it cannot start or exits non-zero
 */
export function command(
  program: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(...startable(program, args), {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) {
        resolve();
        return;
      }
      const line = [program, ...args].join(' ');
      reject(new Error(`${line} (in ${options.cwd}) ended with ${code ?? signal}:\n${output}`));
    });
  });
}

/** On Windows npm is a script of a shell: its own file is run instead, which npm names to what it runs. */
function startable(program: string, args: readonly string[]): [string, readonly string[]] {
  const script = process.env['npm_execpath'];
  if (process.platform !== 'win32' || program !== 'npm' || script === undefined) {
    return [program, args];
  }
  return [process.execPath, [script, ...args]];
}
