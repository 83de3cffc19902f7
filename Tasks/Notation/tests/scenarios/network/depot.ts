import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Job, type JobOptions } from '../../support/agent/job';
import type { StepRun } from '../../support/agent/run';
import type { TaskOptions } from '../../support/agent/taskWork';
import {
  type Release,
  type ReleaseServer,
  catalogue,
  publishRelease,
  startReleaseServer,
} from '../../support/releases';
import { taskWith } from '../../support/packagedTask';

type Inputs = Readonly<Record<string, string>>;

export interface DepotOptions {
  /** The versions of a made-up notation that are released. */
  readonly versions?: readonly string[];
  /** Real ones that are released too, by version. */
  readonly programs?: Readonly<Record<string, Buffer>>;
  /** About how many bytes each archive has; a few hundred by default. */
  readonly size?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The release host that the catalogue names, by default the depot's own server. */
  readonly host?: string;
}

/** A release host with a notation that only tells its version, and the packaged task that pins it. */
export interface Depot {
  readonly root: string;
  readonly server: ReleaseServer;
  readonly task: string;
  /** By version. */
  readonly releases: Readonly<Record<string, Release & { readonly url: string }>>;
  /** A job on an agent of its own. */
  job(options?: JobOptions): Job;
  /** Runs an install step. */
  install(job: Job, inputs?: Inputs, options?: TaskOptions): Promise<StepRun>;
  /** How often a released notation was run, whoever ran it. */
  runs(): number;
  close(): Promise<void>;
}

/** Opens a depot; nothing of it outlives `close`. */
export async function openDepot(options: DepotOptions = {}): Promise<Depot> {
  const { versions = ['1.3.2'], programs = {}, size = 0, tls, host } = options;
  const root = mkdtempSync(path.join(tmpdir(), 'notation-depot-'));
  const server = await startReleaseServer(undefined, tls);
  const mark = path.join(root, 'runs');
  const releases: Record<string, Release & { url: string }> = {};
  const made = versions.map((version) => [version, fakeNotation(version, { mark, size })] as const);
  for (const [version, program] of [...made, ...Object.entries(programs)]) {
    releases[version] = await publishRelease(server, { tool: 'notation', version, program });
  }
  const task = taskWith(
    path.join(root, 'task'),
    catalogue(host ?? server.url, Object.values(releases)),
  );
  let jobs = 0;
  return {
    root,
    server,
    task,
    releases,
    job(jobOptions) {
      jobs += 1;
      return new Job(path.join(root, `agent${jobs}`), jobOptions);
    },
    install: (job, inputs = {}, taskOptions = {}) =>
      job.run(task, {
        ...taskOptions,
        inputs: { command: 'install', version: 'latest', ...inputs },
      }),
    runs: () => (existsSync(mark) ? readFileSync(mark, 'utf8').length : 0),
    async close() {
      await server.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** What a made-up notation does and holds besides telling its version. */
export interface FakeOptions {
  /** The file that gets a byte with each run. */
  readonly mark?: string;
  /** About how many bytes it has once it is packed. */
  readonly size?: number;
}

/** The text of a notation that only tells its version; cut short anywhere, it tells nothing. */
export function fakeNotation(version: string, { mark, size = 0 }: FakeOptions = {}): string {
  const padding = randomBytes(size).toString('base64').replace(/.{76}/g, '$&\n# ');
  const count = mark === undefined ? '' : `printf x >> '${mark}'\n`;
  return `#!/bin/sh\n# ${padding}\n${count}echo "Version: ${version}"\n`;
}

/** The codes of a step's errors. */
export function codes({ issues }: StepRun): (string | undefined)[] {
  return issues.map(({ code }) => code);
}

/** What a step told, for the message of an assertion: no command of it is there. */
export function logOf({ log }: StepRun): string {
  return log.join('\n').replaceAll('##', '@@');
}
