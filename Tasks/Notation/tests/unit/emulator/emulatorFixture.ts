import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Job, type JobOptions } from '../../../../../emulator/job';

/** The prefix of a logging command, in two parts so that no report of a failed test can be obeyed. */
export const vso = ['##', 'vso['].join('');

/** Waits short enough for tests. */
const timings = { interrupt: 300, terminate: 300, streams: 300, completion: 100, retry: () => 10 };

/** A folder of its own for each test, with a job and tiny tasks in it. */
export class EmulatorFixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'bench-'));
  readonly #jobs: Job[] = [];

  job(options: JobOptions = {}): Job {
    const root = join(this.folder, `agent${this.#jobs.length}`);
    const job = new Job(root, { timings, ...options });
    this.#jobs.push(job);
    return job;
  }

  /** Writes a task: its script, and what its task.json says besides name, version and handler. */
  task(script: string, manifest: Readonly<Record<string, unknown>> = {}): string {
    const folder = mkdtempSync(join(this.folder, 'task-'));
    const text = JSON.stringify({
      name: 'Tiny',
      friendlyName: 'Tiny task',
      version: { Major: 0, Minor: 1, Patch: 0 },
      execution: { Node20_1: { target: 'index.js' } },
      ...manifest,
    });
    writeFileSync(join(folder, 'task.json'), text);
    writeFileSync(join(folder, 'index.js'), script);
    return folder;
  }

  /** Writes a task that prints lines to stdout. */
  speaker(lines: readonly string[], manifest: Readonly<Record<string, unknown>> = {}): string {
    return this.task(`process.stdout.write(${JSON.stringify(`${lines.join('\n')}\n`)})`, manifest);
  }

  directory(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  clear(): void {
    for (const job of this.#jobs) {
      job.end();
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
