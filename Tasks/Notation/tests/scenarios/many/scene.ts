import { readFileSync } from 'node:fs';
import type { JobOptions } from '../../support/agent/job';
import type { StepRun } from '../../support/agent/run';
import { type QuickPlugin, writeQuickPlugin } from '../../support/quickPlugin';
import { send } from '../../support/registry/client';
import type { RegistryOptions } from '../../support/registry/registry';
import { type NotationVersion, newestNotation } from '../../support/tools';
import { type World, openWorld } from '../../support/world';
import { Station } from '../gate/station';

/** What the JSON report of a step says, as far as tests here ask. */
export interface Report {
  readonly outcome: string;
  readonly artifacts: readonly {
    readonly reference: string;
    readonly digest: string | null;
    readonly status: string;
    readonly warnings: readonly string[];
    readonly error: { readonly code: string; readonly message: string } | null;
  }[];
  readonly warnings: readonly string[];
}

/** A world with a plugin that signs quickly, so that many artifacts take little time. */
export class Scene {
  private constructor(
    readonly world: World,
    readonly plugin: QuickPlugin,
  ) {}

  static async open(registry?: RegistryOptions): Promise<Scene> {
    const world = await openWorld(registry === undefined ? {} : { registry });
    const { root: folder, certificate } = world;
    return new Scene(world, writeQuickPlugin({ folder, certificate }));
  }

  /** A job with a notation, by default the newest at hand. */
  station(notation: NotationVersion = newestNotation(), options?: JobOptions): Station {
    return Station.at(this.world, notation, options);
  }

  /** The inputs of a step that signs; `inputs` are added. */
  signing(
    references: readonly string[],
    inputs: Readonly<Record<string, string>> = {},
  ): Record<string, string> {
    return { ...this.plugin.inputs, artifactRefs: references.join('\n'), ...inputs };
  }

  /** The inputs of a step that verifies in a job, which trusts the world's certificate. */
  verifying(
    { job }: Station,
    references: readonly string[],
    inputs: Readonly<Record<string, string>> = {},
  ): Record<string, string> {
    const trust = this.world.trust(job);
    return { command: 'verify', artifactRefs: references.join('\n'), ...trust, ...inputs };
  }

  close(): Promise<void> {
    return this.world.close();
  }
}

/** The report that a step left for programs. */
export function reportOf({ outputs }: StepRun): Report {
  return JSON.parse(readFileSync(outputs['ReportPath'] ?? '', 'utf8')) as Report;
}

/** The lines of the job log that a group of it holds, by its heading, and the line right after it. */
export function blocksOf({ raw }: StepRun): { head: string; lines: string[]; result: string }[] {
  const heading = '#'.repeat(2) + '[group]';
  const end = '#'.repeat(2) + '[endgroup]';
  const lines = raw.stdout.split('\n').filter((line) => !line.startsWith('#'.repeat(2) + 'vso'));
  return lines.flatMap((line, at) => {
    if (!line.startsWith(heading)) return [];
    const last = lines.indexOf(end, at);
    const head = line.slice(heading.length);
    return [{ head, lines: lines.slice(at + 1, last), result: lines[last + 1] ?? '' }];
  });
}

/** How many manifests the index under the referrers tag of a digest lists, in any registry. */
export async function indexed(host: string, repository: string, digest: string): Promise<number> {
  const path = `/v2/${repository}/manifests/${digest.replace(':', '-')}`;
  const { status, body } = await send(host, path, { headers: { Accept: '*/*' } });
  if (status === 404) return 0;
  const { manifests = [] } = JSON.parse(body.toString()) as { manifests?: unknown[] };
  return manifests.length;
}

/** How many manifests the Referrers API lists, in any registry; undefined where it has none. */
export async function listed(
  host: string,
  repository: string,
  digest: string,
): Promise<number | undefined> {
  const { status, body } = await send(host, `/v2/${repository}/referrers/${digest}`);
  if (status !== 200) return undefined;
  return (JSON.parse(body.toString()) as { manifests: unknown[] }).manifests.length;
}
