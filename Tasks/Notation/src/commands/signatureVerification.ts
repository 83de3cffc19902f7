import * as path from 'node:path';
import { rm } from 'node:fs/promises';
import { boundMasked } from '../agent/secret';
import { isDebug } from '../agent/variable';
import type { Descriptor } from '../artifacts/descriptor';
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
import { type Answer, answerOf, errorOf } from './notationResult';
import { withAbsolutePaths } from './pluginPaths';
import { timedOut } from './registryAccess';

/** Troubles with revocation that are told of one signature: the certificates of one chain, each with some addresses. */
const MAX_TROUBLES = 4;

/** The longest of them: the address of an OCSP request holds the whole request. */
const MAX_TROUBLE_CHARACTERS = 600;

/** What notation verifies signatures with, offline. */
export interface OfflineVerification {
  readonly notation: Notation;
  /** Where layouts are written: private to the step. */
  readonly layouts: string;
  /** Pairs that a signature must bear. */
  readonly userMetadata: ReadonlyMap<string, string>;
  /** The plugin that signatures may name as their verification plugin. */
  readonly plugin: Plugin | undefined;
}

/** An artifact whose content is known. */
export interface VerifiedArtifact {
  readonly item: BatchItem;
  /** Registry and repository, which the policy's scopes are matched with. */
  readonly scope: string;
  readonly reference: string;
  readonly descriptor: Descriptor;
}

let layoutCount = 0;

/**
 * Has notation verify one signature from a layout that holds nothing else.
 *
 * @returns what notation said, or why the signature did not pass
 * @throws TaskError where notation refused for a reason that is not this signature's
 */
export async function verifySignature(
  verification: OfflineVerification,
  artifact: VerifiedArtifact,
  signature: { readonly envelope: Buffer; readonly mediaType: EnvelopeMediaType },
): Promise<{ answer: Answer } | { failure: string }> {
  return withLayout(verification, async (name, directory) => {
    await writeSignatureLayout(directory, { subject: artifact.descriptor, ...signature });
    const run = await runOffline(verification, artifact, name);
    const [failure] = run.failures;
    if (run.result.exitCode !== 0 && failure !== undefined) return { failure: failure.reason };
    return { answer: answerOfRun(verification, artifact, name, run.result) };
  });
}

/**
 * Has notation say that the policy skips the artifact: it looks at no signature then.
 *
 * @throws TaskError where notation says anything else
 */
export async function verifySkipped(
  verification: OfflineVerification,
  artifact: VerifiedArtifact,
): Promise<Answer> {
  return withLayout(verification, async (name, directory) => {
    await writeArtifactLayout(directory, artifact.descriptor);
    const run = await runOffline(verification, artifact, name);
    return answerOfRun(verification, artifact, name, run.result);
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
    // The directory goes with the step's private directories where it cannot be removed now.
    await rm(directory, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function runOffline(
  { notation, layouts, userMetadata, plugin }: OfflineVerification,
  { item, scope, reference, descriptor }: VerifiedArtifact,
  name: string,
): Promise<{ result: ProcessResult; failures: SignatureFailure[] }> {
  const { log, deadline } = item;
  const invocation = verifyInvocation(notation.version, {
    layout: `${name}@${descriptor.digest}`,
    scope,
    pluginConfig: withAbsolutePaths(plugin?.config(undefined) ?? {}, process.cwd()),
    userMetadata,
    verbosity: isDebug() ? 'debug' : 'reasons',
  });
  const failures: SignatureFailure[] = [];
  const troubles: string[] = [];
  const write = notationLineWriter(log);
  const onLine = (line: string, stream: 'stdout' | 'stderr'): void => {
    write(line, stream);
    // Standard output shows the metadata of the signature, whose text the signer chose.
    if (stream === 'stdout') return;
    const trouble = parseRevocationTrouble(line);
    if (trouble !== undefined && troubles.length < MAX_TROUBLES) {
      troubles.push(boundMasked(trouble, MAX_TROUBLE_CHARACTERS));
    }
    const failure = parseSignatureFailure(line);
    if (failure !== undefined && failures.length === 0)
      failures.push(addTroubles(failure, troubles));
  };
  const result = await item.runProcess(() =>
    notation.run(invocation, {
      ...{ timeout: deadline.remaining(), onLine, directory: layouts },
      // No login of a registry is in notation's hands here.
      overrides: {
        NOTATION_USERNAME: undefined,
        NOTATION_PASSWORD: undefined,
        DOCKER_CONFIG: layouts,
      },
    }),
  );
  if (result.timedOut) throw timedOut(reference, deadline);
  return { result, failures };
}

function answerOfRun(
  { plugin }: OfflineVerification,
  { reference, descriptor }: VerifiedArtifact,
  name: string,
  result: ProcessResult,
): Answer {
  if (result.exitCode !== 0) {
    const { code, brief, reason } = classifyError(errorOf(result), {
      fallback: 'VerifyFailed',
      pluginPatterns: plugin?.errorPatterns ?? [],
    });
    throw new TaskError(code, [reference, brief], { detail: reason });
  }
  return answerOf(result, {
    reference,
    expected: ['verified', 'skipped'],
    named: `${name}@${descriptor.digest}`,
  });
}

/** Adds which OCSP or CRL address failed, and why: "unknown" alone is not actionable. */
function addTroubles(failure: SignatureFailure, troubles: readonly string[]): SignatureFailure {
  if (troubles.length === 0) return failure;
  return { ...failure, reason: `${failure.reason} (${troubles.join('; ')})` };
}
