import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { StepRun } from '../../emulator/run';
import { pushImage } from '../../Tasks/Notation/tests/doubles/registry/image';
import { newestNotation } from '../../Tasks/Notation/tests/fixtures/tools';
import { openWorld, signInputs } from '../../Tasks/Notation/tests/fixtures/world';

/** The host that the pictures name: the port of a loopback registry says nothing, and is another each time. */
const shownHost = 'registry.example.com';

/** A step, as far as the pictures show it. */
export interface ShownStep {
  readonly title: string;
  /** The lines of its log. */
  readonly log: readonly string[];
  /** Its page in Markdown, or nothing. */
  readonly summary: string;
}

/**
 * Runs four steps of the packaged task, with the newest notation at hand: one installs, one signs, one verifies
 * what was signed, one verifies some artifacts, skips some and refuses one.
 * @throws Error if there is no notation
 */
export async function playScene(): Promise<ShownStep[]> {
  const notation = newestNotation();
  const world = await openWorld();
  try {
    const push = async (name: string): Promise<string> =>
      (await pushImage(world.registry, `team/${name}`, 'v1')).reference;
    const good = [await push('web'), await push('api')];
    const others = [await push('base-image'), await push('worker'), await push('tools')];
    const job = world.job();
    const files = world.trust(job);
    skip(path.join(job.sources, files.trustPolicy), world.registry.host);
    const verifying = { artifactRefs: [...good, ...others].join(','), showSigner: 'true' };
    const signed = { artifactRefs: good.join(',') };
    const steps: ShownStep[] = [];
    for (const [title, inputs] of [
      ['Install notation', { command: 'install', version: notation.version }],
      ['Sign the images', { ...signInputs(world), ...signed }],
      ['Verify the signed images', { command: 'verify', ...verifying, ...files, ...signed }],
      ['Verify all images', { command: 'verify', ...verifying, ...files }],
    ] as const) {
      const run = await job.run(world.task, { inputs });
      steps.push(shown(title, run, { host: world.registry.host, temp: job.temp }));
    }
    return steps;
  } finally {
    await world.close();
  }
}

/** What of a step differs from machine to machine is replaced by what a reader's agent would show. */
function shown(
  title: string,
  { log, summaries }: StepRun,
  { host, temp }: { readonly host: string; readonly temp: string },
): ShownStep {
  const entities = (text: string): string => text.replaceAll('.', '&#46;').replace(':', '&#58;');
  const summary = summaries[0]?.content ?? '';
  return {
    title,
    log: log.map((line) =>
      line
        .replaceAll(host, shownHost)
        .replaceAll(temp, '/agent/_work/_temp')
        .replace(/http:\/\/127\.0\.0\.1:\d+/, 'https://github.com'),
    ),
    summary: summary.replaceAll(entities(host), entities(shownHost)),
  };
}

/** Adds statements to a trust policy that skip verification. */
function skip(policyFile: string, host: string): void {
  const policy = JSON.parse(readFileSync(policyFile, 'utf8')) as { trustPolicies: object[] };
  const skipped = [
    ['base-images', 'base-image'],
    ['mirrored-tools', 'tools'],
  ].map(([name = '', repository = '']) => ({
    name,
    registryScopes: [`${host}/team/${repository}`],
    signatureVerification: { level: 'skip' },
  }));
  policy.trustPolicies.push(...skipped);
  writeFileSync(policyFile, JSON.stringify(policy));
}
