import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { UNPACKED } from './paths';

/**
 * Measures what a step costs before it does anything: the packaged task given an unknown command,
 * over `node -e 0`, in turn, in one run. Prints the medians; nothing asserts them.
 */
function measure(runs: number): void {
  const temp = mkdtempSync(path.join(tmpdir(), 'startup-'));
  const env = { ...process.env, AGENT_TEMPDIRECTORY: temp, INPUT_COMMAND: 'none' };
  const times = { node: [] as number[], task: [] as number[] };
  for (let run = 0; run < runs; run += 1) {
    times.node.push(time(['-e', '0'], env));
    times.task.push(time([path.join(UNPACKED, 'Notation/index.js')], env));
  }
  rmSync(temp, { recursive: true, force: true });
  const [node, task] = [median(times.node), median(times.task)];
  const built = 'the built-in task: +186 to +230 ms where it was measured';
  console.log(`node -e 0: ${node.toFixed(0)} ms; an unknown command: ${task.toFixed(0)} ms`);
  console.log(`start-up: +${(task - node).toFixed(0)} ms (ceiling: 80 ms; ${built})`);
}

function time(args: readonly string[], env: NodeJS.ProcessEnv): number {
  const started = process.hrtime.bigint();
  spawnSync(process.execPath, args, { env, stdio: 'ignore' });
  return Number(process.hrtime.bigint() - started) / 1e6;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

measure(21);
