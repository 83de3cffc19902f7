import * as path from 'node:path';
import { rm } from 'node:fs/promises';
import { boundMasked } from '../agent/secret';
import { isDebug } from '../agent/variable';
import type { Descriptor } from '../artifacts/descriptor';
import type { Reference } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { EnvelopeMediaType } from '../notation/envelope/envelope';
import { verifyInvocation } from '../notation/arguments';
import type { Notation } from '../notation/cli';
import { type SignatureFailure, classifyError } from '../notation/errors';
import { writeArtifactLayout, writeSignatureLayout } from '../notation/layout';
import { parseRevocationTrouble, parseSignatureFailure } from '../notation/output';
import type { Plugin } from '../plugins/signingPlugin';
import type { ProcessResult } from '../process/run';
import type { BatchItem } from './batch';
import { notationLineWriter } from './notationLines';
import { runOnce } from './notationRun';
import { type NotationResult, readResult, errorOf } from './notationResult';
import { withAbsolutePaths } from './pluginPaths';

/**
 * The largest number of revocation failures that are reported for one signature. A chain has a few
 * certificates with a few addresses each.
 */
const MAX_TROUBLES = 4;

/** The longest of these reports, in characters. The address of an OCSP request contains the whole request. */
const MAX_TROUBLE_CHARACTERS = 600;

/** The parts of an offline verification. */
export interface OfflineVerification {
  readonly notation: Notation;
  /** The directory for layouts, private to the step. */
  readonly layouts: string;
  /** Key-value pairs that a signature must contain. */
  readonly userMetadata: ReadonlyMap<string, string>;
  /** The plugin that signatures may name as their verification plugin. */
  readonly plugin: Plugin | undefined;
}

/** An artifact with its descriptor. */
export interface VerifiedArtifact {
  readonly item: BatchItem;
  /** By its digest. */
  readonly artifact: Reference;
  readonly descriptor: Descriptor;
}

/**
 * The exit code of notation for every error that it finds (notation: cmd/notation/main.go). Any other is a crash, and whoever
 * may push can attach a signature that makes notation crash: it fails as that signature, and blocks no other.
 */
const REFUSED = 1;

let layoutCount = 0;

/**
 * Has notation verify one signature, from a layout that contains nothing else.
 *
 * @returns notation's answer, or why the signature failed
 * @throws TaskError when notation failed for a reason outside this signature
 */
export async function verifySignature(
  verification: OfflineVerification,
  verified: VerifiedArtifact,
  signature: { readonly envelope: Buffer; readonly mediaType: EnvelopeMediaType },
): Promise<{ answer: NotationResult } | { failure: string }> {
  return withLayout(verification, async (name, directory) => {
    await writeSignatureLayout(directory, { subject: verified.descriptor, ...signature });
    const run = await runOffline(verification, verified, name);
    const [failure] = run.failures;
    const { exitCode } = run.result;
    if (exitCode !== 0 && failure !== undefined) return { failure: failure.reason };
    if (exitCode !== 0 && exitCode !== REFUSED) return { failure: errorOf(run.result) };
    return { answer: resultOfRun(verification, verified, name, run.result) };
  });
}

/**
 * Has notation confirm that the policy skips the artifact. notation reads no signature then.
 *
 * @throws TaskError for any other answer
 */
export async function verifySkipped(
  verification: OfflineVerification,
  verified: VerifiedArtifact,
): Promise<NotationResult> {
  return withLayout(verification, async (name, directory) => {
    await writeArtifactLayout(directory, verified.descriptor);
    const run = await runOffline(verification, verified, name);
    return resultOfRun(verification, verified, name, run.result);
  });
}

async function withLayout<T>(
  { layouts }: OfflineVerification,
  work: (name: string, directory: string) => Promise<T>,
): Promise<T> {
  layoutCount += 1;
  const name = `layout-${layoutCount}`;
  const directory = path.join(layouts, name);
  try {
    return await work(name, directory);
  } finally {
    // A directory that cannot be removed now is removed with the step's private directories.
    await rm(directory, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function runOffline(
  { notation, layouts, userMetadata, plugin }: OfflineVerification,
  { item, artifact, descriptor }: VerifiedArtifact,
  name: string,
): Promise<{ result: ProcessResult; failures: SignatureFailure[] }> {
  const invocation = verifyInvocation(notation.version, {
    layout: `${name}@${descriptor.digest}`,
    scope: artifact.scope,
    pluginConfig: withAbsolutePaths(plugin?.config(undefined) ?? {}, process.cwd()),
    userMetadata,
    verbosity: isDebug() ? 'debug' : 'reasons',
  });
  const failures: SignatureFailure[] = [];
  const troubles: string[] = [];
  const write = notationLineWriter(item.log);
  const onLine = (line: string, stream: 'stdout' | 'stderr'): void => {
    write(line, stream);
    // Standard output contains the metadata of the signature. The signer chose its text.
    if (stream === 'stdout') return;
    const trouble = parseRevocationTrouble(line);
    if (trouble !== undefined && troubles.length < MAX_TROUBLES) {
      troubles.push(boundMasked(trouble, MAX_TROUBLE_CHARACTERS));
    }
    const failure = parseSignatureFailure(line);
    if (failure !== undefined && failures.length === 0)
      failures.push(addTroubles(failure, troubles));
  };
  const result = await runOnce({ notation, invocation }, item, {
    ...{ onLine, directory: layouts },
    // notation receives no registry login here.
    overrides: {
      NOTATION_USERNAME: undefined,
      NOTATION_PASSWORD: undefined,
      DOCKER_CONFIG: layouts,
    },
  });
  return { result, failures };
}

function resultOfRun(
  { plugin }: OfflineVerification,
  { artifact, descriptor }: VerifiedArtifact,
  name: string,
  result: ProcessResult,
): NotationResult {
  if (result.exitCode !== 0) {
    const { code, brief, reason } = classifyError(errorOf(result), {
      fallback: 'VerifyFailed',
      pluginPatterns: plugin?.errorPatterns ?? [],
    });
    throw new TaskError(code, [artifact.name, brief], { detail: reason });
  }
  return readResult(result, {
    reference: artifact.name,
    expected: ['verified', 'skipped'],
    named: `${name}@${descriptor.digest}`,
  });
}

/** Adds which OCSP or CRL address failed, and why: "unknown" alone is not actionable. */
function addTroubles(failure: SignatureFailure, troubles: readonly string[]): SignatureFailure {
  if (troubles.length === 0) return failure;
  return { ...failure, reason: `${failure.reason} (${troubles.join('; ')})` };
}
