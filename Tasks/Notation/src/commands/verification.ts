import type { Descriptor } from '../artifacts/descriptor';
import { IMAGE_MANIFEST, SIGNATURE_ARTIFACT_TYPE } from '../artifacts/mediaTypes';
import type { Reference } from '../artifacts/reference';
import { TaskError } from '../errors';
import { type Warning, hasShortfall } from '../messages';
import { failureOfSignatures } from '../notation/errors';
import type { Signature } from '../notation/signature';
import type { Descriptor as ListedDescriptor } from '../registry/descriptor';
import type { Referrers } from '../registry/listing';
import { type LeftOutSignature, readSignature } from '../registry/signatures';
import { isSkipped } from '../trust/enforcement';
import { type TrustPolicy, applicableStatement } from '../trust/policy';
import type { ArtifactResult } from '../report/result';
import type { BatchItem } from './batch';
import { caught } from './expansion';
import { type NotationResult, notationWarnings } from './notationResult';
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

/** The default number of signatures that are tried for an artifact, as in notation. */
export const DEFAULT_MAX_SIGNATURES = 100;

/** The parts of a verification. */
export interface Verification extends OfflineVerification {
  readonly registry: RegistryAccess;
  readonly policy: TrustPolicy;
  /** The largest number of signatures that are fetched for an artifact. */
  readonly maxSignatures: number;
}

/**
 * Verifies one artifact. This task fetches and reads its signatures in the order of the registry's
 * listing. notation verifies each from a layout that this task writes, until one passes.
 *
 * @param known what the reference means, where the registry was asked before
 * @throws TaskError of the artifact
 */
export async function verifyArtifact(
  verification: Verification,
  item: BatchItem,
  known?: ResolvedArtifact,
): Promise<ArtifactResult> {
  const statement = applicableStatement(verification.policy, item.artifact.scope);
  if (statement !== undefined && isSkipped(statement)) {
    return verifyWithoutSignatures(verification, item, statement.name, known);
  }
  const resolved = known ?? (await resolveArtifact(verification.registry, item.artifact, item));
  return verifyResolved(verification, item, resolved, statement?.name);
}

/** What the attempts at the signatures of one artifact share. */
interface Attempts {
  readonly verification: Verification;
  readonly item: BatchItem;
  readonly resolved: ResolvedArtifact;
  /** The name of the policy statement. */
  readonly statement: string | undefined;
  readonly failures: Failures;
}

/**
 * Verifies a resolved artifact that must have a signature. A signature of which the policy only logs that a
 * check failed counts where no other passes in full: whoever may push could attach it before the good one.
 */
async function verifyResolved(
  verification: Verification,
  item: BatchItem,
  resolved: ResolvedArtifact,
  statement: string | undefined,
): Promise<ArtifactResult> {
  const { artifact } = resolved;
  const listing = resolved.signatures ?? (await listSignatures(verification, item, resolved));
  const failures = new Failures(item);
  for (const { digest, reason } of listing.leftOut) {
    failures.leaveOut({ digest, reason, code: 'SignatureUnreadable' });
  }
  const attempts = { verification, item, resolved, statement, failures };
  let logged: ArtifactResult | undefined;
  for (const listed of listing.referrers) {
    const work = trySignature(attempts, listed);
    const result = logged === undefined ? await work : await caught(work);
    if (result instanceof TaskError) break; // what has passed before is not lost by it
    if (result !== undefined && !hasShortfall(result.warnings)) {
      return { ...result, leftOut: failures.leftOut };
    }
    logged ??= result;
  }
  if (logged !== undefined) return { ...logged, leftOut: failures.leftOut };
  throw failures.error(artifact.name, verification, listing.hasMore);
}

function listSignatures(
  { registry, maxSignatures }: Verification,
  item: BatchItem,
  { artifact, descriptor }: ResolvedArtifact,
): Promise<Referrers> {
  return withinDeadline(artifact.name, item, (context) =>
    registry.reader.listReferrers(
      ...[artifact, descriptor, SIGNATURE_ARTIFACT_TYPE, maxSignatures, context],
    ),
  );
}

/** @returns undefined for a signature that fails, or that must not be tried */
async function trySignature(
  { verification, item, resolved, statement, failures }: Attempts,
  listed: ListedDescriptor,
): Promise<ArtifactResult | undefined> {
  const { artifact, descriptor } = resolved;
  const subject = { repository: artifact, descriptor };
  const reading = await withinDeadline(artifact.name, item, (context) =>
    readSignature(verification.registry.reader, subject, listed, context),
  );
  const refusal = 'code' in reading ? reading : pluginRefusal(verification, reading.signature);
  if ('code' in reading || refusal !== undefined) {
    if (refusal !== undefined) failures.leaveOut(refusal);
    return undefined;
  }
  const target = { item, artifact, descriptor };
  const attempt = await verifySignature(verification, target, reading);
  if ('answer' in attempt) {
    const answered = { ...target, answer: attempt.answer, statement };
    const result = resultOf(item.artifact, answered, reading.signature);
    return { ...result, warnings: [...resolved.warnings, ...result.warnings] };
  }
  failures.add({ digest: listed.digest, reason: attempt.failure });
  return undefined;
}

/** Asks the registry only for the digest of a tag. */
async function verifyWithoutSignatures(
  verification: Verification,
  item: BatchItem,
  statement: string,
  known: ResolvedArtifact | undefined,
): Promise<ArtifactResult> {
  const { artifact: named } = item;
  const { artifact, descriptor, warnings } =
    known ??
    (named.digest === undefined
      ? await resolveArtifact(verification.registry, named, item)
      : { artifact: named, descriptor: unknownContent(named.digest), warnings: [] });
  const target = { item, artifact, descriptor };
  const answer = await verifySkipped(verification, target);
  if (answer.outcome !== 'skipped') throw new TaskError('UnexpectedOutput', [artifact.name]);
  const result = resultOf(named, { ...target, answer, statement }, undefined);
  return { ...result, warnings: [...warnings, ...result.warnings] };
}

/** A descriptor of an artifact whose content is not read: notation uses only the digest. */
function unknownContent(digest: string): Descriptor {
  return { mediaType: IMAGE_MANIFEST, digest, size: 1 };
}

/**
 * notation runs the verification plugin of a signature before it checks the signer, and uses the
 * plugin's name as a path (notation-go 1.0.0 to 1.3.2: verifier.go, plugin/manager.go). So only the
 * step's own plugin is allowed.
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

/** The failed signatures of one artifact. */
class Failures {
  readonly leftOut: LeftOutSignature[] = [];
  private readonly all: { digest: string; reason: string; code?: LeftOutSignature['code'] }[] = [];

  constructor(private readonly item: BatchItem) {}

  /** Adds a signature that notation did not see, with a notice in the artifact's log. */
  leaveOut(signature: LeftOutSignature): void {
    this.leftOut.push(signature);
    this.all.push(signature);
    this.item.log.message('Notice_SignatureLeftOut', signature.digest, signature.reason);
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
  readonly answer: NotationResult;
  readonly statement: string | undefined;
}

function resultOf(
  artifact: Reference,
  { artifact: resolved, answer, statement }: AnsweredArtifact,
  signature: Signature | undefined,
): ArtifactResult {
  const { outcome, warnings } = answer;
  const isSkipped = outcome === 'skipped';
  const name = statement ?? '';
  const skipped: Warning = {
    key: 'Warning_Skipped',
    values: [resolved.name, name],
    isShortfall: true,
  };
  const logged: Warning[] = warnings.loggedFailures.map(({ check, reason }) => ({
    ...{ key: 'Warning_LoggedFailure', values: [resolved.name, check, reason, name] },
    isShortfall: true,
  }));
  return {
    artifact,
    resolved,
    status: isSkipped ? 'skipped' : 'verified',
    policyStatement: statement,
    signature: isSkipped ? undefined : signature,
    warnings: [
      ...(isSkipped ? [skipped] : []),
      ...logged,
      ...notationWarnings(resolved.name, warnings),
    ],
    error: undefined,
  };
}
