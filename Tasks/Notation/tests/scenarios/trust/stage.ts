import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import semver from 'semver';
import type { StepRun } from '../../support/agent/run';
import { type PushedImage, pushImage } from '../../support/registry/image';
import { type NotationVersion, notationVersions, newestNotation } from '../../support/tools';
import { type World } from '../../support/world';
import { Station } from '../gate/station';
import { codesOf, logOf } from '../gate/verdict';

export const repository = 'team/app';

/** The versions of notation at hand from this one on. */
export function since(version: string): NotationVersion[] {
  return notationVersions().filter((each) => semver.gte(each.version, version));
}

/** Pushes an image and signs it with these inputs. */
export async function signedImage(
  world: World,
  inputs: Readonly<Record<string, string>> = {},
  notation = newestNotation(),
): Promise<PushedImage> {
  const image = await pushImage(world.registry, repository, 'v1');
  assertEnded(await Station.at(world, notation).sign(image.reference, inputs));
  return image;
}

/** Asserts that a step failed with these codes, in any order; with none, that it went well. */
export function assertEnded(run: StepRun, ...codes: readonly string[]): void {
  assert.deepEqual([...codesOf(run)].sort(), [...codes].sort(), logOf(run));
  assert.equal(run.result, codes.length === 0 ? 'Succeeded' : 'Failed', logOf(run));
}

/** What a step's JSON report says of a signature. */
export interface ReportedSignature {
  readonly digest: string;
  readonly format: string;
  readonly signer: string;
  readonly signedAt: string;
  readonly expiry: string | null;
  readonly timestamp: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a step's JSON report says of an artifact. */
export interface ReportedArtifact {
  readonly reference: string;
  readonly status: string;
  readonly signer: string | null;
  readonly signatures?: readonly ReportedSignature[];
}

/** The artifacts of a step's JSON report. */
export function reported(run: StepRun): readonly ReportedArtifact[] {
  const text = readFileSync(run.outputs['ReportPath'] ?? '', 'utf8');
  return (JSON.parse(text) as { artifacts: readonly ReportedArtifact[] }).artifacts;
}

/** The page of a step's summary, as a reader sees it: without numeric entities. */
export function readSummary({ summaries }: StepRun): string {
  const content = summaries[0]?.content ?? '';
  return content.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

/** The signatures of an image, as a step of the command inspect reports them. */
export async function inspected(
  world: World,
  artifactRefs: string,
  notation = newestNotation(),
): Promise<readonly ReportedSignature[]> {
  const inputs = { command: 'inspect', artifactRefs };
  const run = await Station.at(world, notation).job.run(world.task, { inputs });
  assertEnded(run);
  return reported(run)[0]?.signatures ?? [];
}

/** Waits until this moment is over. */
export async function waitUntil(moment: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(moment - Date.now(), 0)));
}
