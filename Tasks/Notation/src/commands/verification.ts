import type { Descriptor } from '../artifacts/descriptor';
import { IMAGE_MANIFEST, SIGNATURE_ARTIFACT_TYPE } from '../artifacts/mediaTypes';
import { type Reference, formatReference, scopeOf } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { Warning } from '../messages';
import { failureOfSignatures } from '../notation/errors';
import type { Signature } from '../notation/signature';
import type { LeftOutSignature } from '../registry/signatures';
import { readSignature } from '../registry/signatures';
import { type TrustPolicy, applicableStatement } from '../trust/policy';
import type { ArtifactResult } from '../report/result';
import type { BatchItem } from './batch';
import { type Answer, notationWarnings } from './notationResult';
import {
  type RegistryAccess,
  type ResolvedArtifact,
  resolveArtifact,
  withinDeadline,
} from './registryAccess';
import {
  type OfflineVerification,
  type VerifiedArtifact,
  verifySignature,
  verifySkipped,
} from './signatureVerification';

/** Signatures of an artifact that are looked at where the step names no number, as notation does. */
export const MAX_SIGNATURES = 100;

/** What artifacts are verified with. */
export interface Verification extends OfflineVerification {
  readonly registry: RegistryAccess;
  readonly policy: TrustPolicy;
  /** Signatures of an artifact that are fetched at most. */
  readonly maxSignatures: number;
}

/**
 * Verifies one artifact. Its signatures are fetched and read here, in the order in which the registry
 * lists them, and notation verifies each from a layout that this task has written, until one passes.
 *
 * @param known what the reference means, where the registry was asked before
 * @throws TaskError of the failure
 */
export async function verifyArtifact(
  verification: Verification,
  item: BatchItem,
  known?: ResolvedArtifact,
): Promise<ArtifactResult> {
  const statement = applicableStatement(verification.policy, scopeOf(item.artifact));
  if (statement?.level.toLowerCase() === 'skip') {
    return verifyWithoutSignatures(verification, item, statement.name);
  }
  const resolved = known ?? (await resolveArtifact(verification.registry, item.artifact, item));
  return verifyResolved(verification, item, resolved);
}

/** As `verifyArtifact`, for an artifact that was resolved before, whose signatures are demanded. */
export async function verifyResolved(
  verification: Verification,
  item: BatchItem,
  resolved: ResolvedArtifact,
): Promise<ArtifactResult> {
  const { registry, maxSignatures } = verification;
  const { artifact, descriptor } = resolved;
  const reference = formatReference(artifact);
  const statement = applicableStatement(verification.policy, scopeOf(artifact));
  const target = { item, scope: scopeOf(artifact), reference, descriptor };
  const listing =
    resolved.signatures ??
    (await withinDeadline(reference, item, (context) =>
      registry.reader.listReferrers(
        ...[artifact, descriptor, SIGNATURE_ARTIFACT_TYPE, maxSignatures, context],
      ),
    ));
  const failures = new Failures(item);
  for (const { digest, reason } of listing.leftOut) {
    failures.leaveOut({ digest, reason, code: 'SignatureUnreadable' });
  }
  for (const listed of listing.referrers) {
    const reading = await withinDeadline(reference, item, (context) =>
      readSignature(registry.reader, { repository: artifact, descriptor }, listed, context),
    );
    const refusal = 'code' in reading ? reading : pluginRefusal(verification, reading.signature);
    if ('code' in reading || refusal !== undefined) {
      if (refusal !== undefined) failures.leaveOut(refusal);
      continue;
    }
    const attempt = await verifySignature(verification, target, reading);
    if ('answer' in attempt) {
      const answered = { ...target, answer: attempt.answer, statement: statement?.name };
      const told = resultOf(item.artifact, answered, reading.signature);
      const warnings = [...resolved.warnings, ...told.warnings];
      return { ...told, warnings, leftOut: failures.leftOut };
    }
    failures.add({ digest: listed.digest, reason: attempt.failure });
  }
  throw failures.error(reference, verification, listing.hasMore);
}

/** Asks the registry for nothing but the digest of a tag. */
async function verifyWithoutSignatures(
  verification: Verification,
  item: BatchItem,
  statement: string,
): Promise<ArtifactResult> {
  const { artifact } = item;
  const resolved =
    artifact.digest === undefined
      ? await resolveArtifact(verification.registry, artifact, item)
      : { artifact, descriptor: unknownContent(artifact.digest), warnings: [] };
  const reference = formatReference(resolved.artifact);
  const target = { item, scope: scopeOf(artifact), reference, descriptor: resolved.descriptor };
  const answer = await verifySkipped(verification, target);
  if (answer.outcome !== 'skipped') throw new TaskError('UnexpectedOutput', [reference]);
  const told = resultOf(artifact, { ...target, answer, statement }, undefined);
  return { ...told, warnings: [...resolved.warnings, ...told.warnings] };
}

/** A descriptor of an artifact that is not looked at: notation reads its digest alone. */
function unknownContent(digest: string): Descriptor {
  return { mediaType: IMAGE_MANIFEST, digest, size: 1 };
}

/**
 * notation runs the verification plugin that a signature names before it looks at who signed, and
 * takes the name for a path (notation-go 1.0.0 to 1.3.2: verifier.go, plugin/manager.go): only the
 * plugin that the step provides may be named.
 */
function pluginRefusal(
  { plugin }: Verification,
  { digest, verificationPlugin: name }: Signature,
): LeftOutSignature | undefined {
  if (name === undefined || name === plugin?.name) return undefined;
  return {
    ...{ digest, code: 'VerificationPluginMissing' },
    reason: `it names the verification plugin ${name}, which this step does not provide`,
  };
}

/** The signatures of one artifact that did not pass. */
class Failures {
  readonly leftOut: LeftOutSignature[] = [];
  private readonly all: { digest: string; reason: string; code?: LeftOutSignature['code'] }[] = [];

  constructor(private readonly item: BatchItem) {}

  /** Adds one that notation did not see, and tells so in the artifact's log. */
  leaveOut(signature: LeftOutSignature): void {
    this.leftOut.push(signature);
    this.all.push(signature);
    this.item.log.say('Notice_SignatureLeftOut', signature.digest, signature.reason);
  }

  add(failure: { digest: string; reason: string }): void {
    this.all.push(failure);
  }

  error(reference: string, { plugin, maxSignatures }: Verification, hasMore: boolean): TaskError {
    if (this.all.length === 0) {
      return new TaskError('NotSigned', [reference]);
    }
    const { code, brief, reason } = failureOfSignatures(this.all, {
      fallback: 'VerifyFailed',
      pluginPatterns: plugin?.errorPatterns ?? [],
    });
    const more = hasMore ? `; more than ${maxSignatures} signatures are listed` : '';
    return new TaskError(code, [reference, brief + more], { detail: reason + more });
  }
}

interface AnsweredArtifact extends VerifiedArtifact {
  readonly answer: Answer;
  readonly statement: string | undefined;
}

function resultOf(
  artifact: Reference,
  { reference: resolved, answer, statement }: AnsweredArtifact,
  signature: Signature | undefined,
): ArtifactResult {
  const { outcome, warnings } = answer;
  const isSkipped = outcome === 'skipped';
  const name = statement ?? '';
  const skipped: Warning = { key: 'Warning_Skipped', values: [resolved, name], isShortfall: true };
  const logged: Warning[] = warnings.loggedFailures.map(({ check, reason }) => ({
    ...{ key: 'Warning_LoggedFailure', values: [resolved, check, reason, name] },
    isShortfall: true,
  }));
  return {
    reference: formatReference(artifact),
    resolved,
    status: isSkipped ? 'skipped' : 'verified',
    policyStatement: statement,
    signature: isSkipped ? undefined : signature,
    warnings: [...(isSkipped ? [skipped] : []), ...logged, ...notationWarnings(resolved, warnings)],
    error: undefined,
  };
}
