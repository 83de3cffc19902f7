// Runs all checks, as many side by side as there are processors, and the longest first. Each check's output comes
// in one piece, once the check has ended. The exit code is 1 where one of the checks failed.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { text } from 'node:stream/consumers';
import { root } from './paths';

const checks = ['lint', 'format', 'types', 'docs', 'house', 'task'];

/** Runs one check and gives whether it passed. */
async function passes(name: string): Promise<boolean> {
  const start = Date.now();
  const child = spawn('npm', ['run', '--silent', `check:${name}`], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  process.stdout.write(output + errors);
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`check:${name} ${code === 0 ? 'passed' : 'FAILED'} (${seconds} s)`);
  return code === 0;
}

async function checkAll(): Promise<void> {
  const waiting = [...checks];
  const runNext = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      if (!(await passes(name))) process.exitCode = 1;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, runNext));
}

void checkAll();
