import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { MAX_TASK_BYTES } from '../scripts/package';
import { UNPACKED, root } from '../scripts/paths';
import type { Command, Cost } from './ways';

export const ways = ['task', 'loop', 'xargs'] as const;
export type Way = (typeof ways)[number];

/** How many images are signed and verified, in how many repositories, and how often. */
export interface Size {
  readonly count: number;
  readonly repositories: number;
  readonly rounds: number;
}

/** What a command cost in each way, for one size: the medians of its rounds. */
export interface Row extends Size {
  readonly command: Command;
  readonly costs: Readonly<Record<Way, Cost>>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** The table that the documentation shows. */
export function tableOf(rows: readonly Row[]): string[] {
  return markdown(
    [
      ...['', 'images', 'repositories', 'this task', 'shell loop', '`xargs -P 8`', 'to `xargs`'],
      ...['memory', 'rounds'],
    ],
    rows.map(({ command, count, repositories, rounds, costs: { task, loop, xargs } }) => [
      ...[command, String(count), String(repositories), ...[task, loop, xargs].map(seconds)],
      (task.milliseconds / xargs.milliseconds).toFixed(2),
      `${(task.memory ?? 0).toFixed(0)} MB`,
      String(rounds),
    ]),
  );
}

/** The times with several values of maxParallel. */
export function parallelTable(rows: readonly (readonly [most: number, ...Cost[]])[]): string[] {
  return markdown(
    ['maxParallel', 'sign', 'verify'],
    rows.map(([most, ...costs]) => [String(most), ...costs.map(seconds)]),
  );
}

function seconds({ milliseconds }: Cost): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const columns = head.map((title, at) => [title, ...rows.map((row) => row[at] ?? '')]);
  const widths = columns.map((cells) => Math.max(3, ...cells.map(({ length }) => length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

/** What else is measured, by scripts of their own; each figure a line. */
export function otherFigures(): string[] {
  return [...packageFigures(), ...run('scripts/startup.ts'), ...run('bench/install.ts')];
}

/** The size is the bound that packing holds the task to: a measured one would change with each commit. */
function packageFigures(): string[] {
  const files = readdirSync(path.join(UNPACKED, 'Notation'), { recursive: true }) as string[];
  const count = files.filter((one) => statSync(path.join(UNPACKED, 'Notation', one)).isFile());
  const most = (MAX_TASK_BYTES / 1_000_000).toFixed(2);
  return [`package: the task has ${count.length} files and at most ${most} MB, compressed`];
}

function run(script: string): string[] {
  const args = ['--require', 'tsx/cjs', path.join(root, script)];
  return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).trim().split('\n');
}
