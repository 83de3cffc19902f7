import type { Outcome } from '../agent/outcome';
import { sanitizeJson } from '../text/sanitize';
import { errorText, text } from '../agent/messages';
import type { PipelineRun } from '../agent/pipelineRun';
import type { TaskError } from '../errors';
import type { Warning } from '../messages';
import type { Signature } from '../notation/signature';
import type { AttachedArtifact, PolicyResult, StepReport, TimedResult } from './result';

/** Increased when a field changes its meaning or is removed. docs/report.schema.json describes the format. */
const SCHEMA_VERSION = 1;

/** What the report says of the step beside its results. */
export interface ReportContext {
  readonly outcome: Outcome;
  /** This task's. */
  readonly taskVersion: string;
  readonly run: PipelineRun;
  /** When the report was written: ISO 8601, UTC. */
  readonly time: string;
}

/**
 * The report for programs: the content of the JSON file, which a later step may print. It is written in
 * parts, one for each artifact, because the whole may exceed the longest string.
 */
export function* jsonOf(
  report: StepReport,
  { outcome, taskVersion, run, time }: ReportContext,
): Generator<string> {
  const { evidence } = report;
  const trusts = (evidence?.trusts ?? []).map(orNull);
  const content = {
    schemaVersion: SCHEMA_VERSION,
    task: { name: 'Notation for Azure Pipelines', version: taskVersion },
    notation: {
      version: report.notationVersion ?? null,
      sha256: evidence?.notation.sha256 ?? null,
    },
    command: report.command,
    outcome,
    time,
    run: orNull(run),
    plugin: evidence?.plugin === undefined ? null : orNull(evidence.plugin),
    keyId: evidence?.keyId ?? null,
    trust: trusts[0] ?? null,
    trusts,
    artifacts: [],
    warnings: report.warnings.map(textOf),
    error: errorOf(report.error),
  };
  const [head = '', tail = ''] = formatted(content).split('"artifacts": []');
  yield `${head}"artifacts": [`;
  let separator = '';
  for (const artifact of report.artifacts) {
    yield `${separator}\n${formatted(artifactOf(artifact)).replace(/^/gm, '    ')}`;
    separator = ',';
  }
  yield `${separator === '' ? '' : '\n  '}]${tail}\n`;
}

/** An object in which null stands where a value is not known, so that every field is there. */
function orNull(value: object): unknown {
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, (field as unknown) ?? null]),
  );
}

function formatted(value: unknown): string {
  return sanitizeJson(JSON.stringify(value, null, 2));
}

function artifactOf(result: TimedResult): unknown {
  const { artifact, resolved = artifact, status, policyStatement, milliseconds } = result;
  const { signature, namedIn = [], place, mediaType, attached, warnings, error } = result;
  return {
    reference: artifact.name,
    ...(namedIn.length > 0 && { namedIn }),
    digest: resolved.digest ?? null,
    status,
    partOf: place?.parent.digest ?? null,
    platform: place?.platform ?? null,
    artifactType: place?.artifactType ?? null,
    policyStatement: policyStatement ?? null,
    signer: signature?.signer ?? null,
    signerFingerprint: signature?.fingerprint ?? null,
    signatureDigest: signature?.digest ?? result.pushedSignature ?? null,
    signedAt: signature?.signedAt ?? null,
    timestamp: signature?.timestamp ?? null,
    leftOut: (result.leftOut ?? []).map(({ digest, reason }) => ({ digest, reason })),
    ...(result.policies && { policies: result.policies.map(policyOf) }),
    ...(mediaType !== undefined && { mediaType }),
    ...(result.signatures && { signatures: result.signatures.map(signatureOf) }),
    ...(attached && { attached: attached.map(attachedOf) }),
    seconds: milliseconds / 1000,
    finishedAt: result.finishedAt ?? null,
    warnings: warnings.map(textOf),
    error: errorOf(error),
  };
}

function policyOf({ policy, status, policyStatement, signature, error }: PolicyResult): unknown {
  return {
    ...{ policy, status, policyStatement: policyStatement ?? null },
    signer: signature?.signer ?? null,
    signerFingerprint: signature?.fingerprint ?? null,
    signatureDigest: signature?.digest ?? null,
    error: errorOf(error),
  };
}

function errorOf(error: TaskError | undefined): unknown {
  return error === undefined
    ? null
    : { code: error.code, message: errorText(error), detail: error.detail ?? null };
}

function signatureOf(signature: Signature): unknown {
  const { digest, format, signedAt, signer, issuer, certificateExpiry, fingerprint } = signature;
  const { expiry = null, timestamp = null, verificationPlugin = null, metadata } = signature;
  return {
    ...{ digest, format, signedAt, signer, issuer, certificateExpiry, fingerprint },
    ...{ expiry, timestamp, verificationPlugin, metadata: Object.fromEntries(metadata) },
  };
}

function attachedOf({ digest, artifactType, size, isSigned }: AttachedArtifact): unknown {
  return { digest, artifactType: artifactType ?? null, size, isSigned };
}

function textOf({ key, values }: Warning): string {
  return text(key, ...values);
}
