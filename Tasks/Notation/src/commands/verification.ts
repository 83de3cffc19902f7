import { isDebug } from '../agent/variable';
import { type Reference, formatReference, parseReference, scopeOf } from '../artifacts/reference';
import { type RegistryLogin, loginEnvironment } from '../azure/registryLogin';
import type { Warning } from '../messages';
import { type Referrers, verifyInvocation } from '../notation/arguments';
import type { Notation } from '../notation/cli';
import type { SignatureFailure } from '../notation/failure';
import {
  parseRevocationTrouble,
  parseSignatureFailure,
  parseSignatureTurn,
} from '../notation/output';
import { type TrustPolicy, applicableStatement } from '../notation/trustPolicy';
import type { ReadyPlugin } from '../plugins/prepare';
import type { ArtifactResult } from '../report/result';
import { TaskError } from '../errors';
import { inspectArtifact } from './inspection';
import { runPatiently } from './attempts';
import { type Show, showLine } from './batch';
import { type Answer, answerOf, notationWarnings } from './notationResult';

/** notation itself looks at no more signatures of an artifact unless told. */
const MOST_FAILURES = 100;

/** Certificates of one chain, each with some addresses. */
const MOST_TROUBLES = 4;

/** What artifacts are verified with. */
export interface Verification {
  readonly notation: Notation;
  readonly policy: TrustPolicy;
  readonly referrers: Referrers;
  readonly insecureRegistry: boolean;
  /** Milliseconds for one artifact. */
  readonly timeout: number;
  readonly login: RegistryLogin | undefined;
  /** Pairs that a signature must bear. */
  readonly userMetadata: ReadonlyMap<string, string>;
  readonly maxSignatures: number | undefined;
  /** Tells whose signature it was that passed. */
  readonly showSigner: boolean;
  /** The plugin that the signatures need. */
  readonly plugin: ReadyPlugin | undefined;
}

/**
 * Verifies one artifact.
 *
 * @throws TaskError of the failure
 */
export async function verifyArtifact(
  verification: Verification,
  artifact: Reference,
  show: Show,
): Promise<ArtifactResult> {
  const { notation, policy, referrers, insecureRegistry, timeout, login, plugin } = verification;
  const reference = formatReference(artifact);
  const invocation = verifyInvocation(notation.version, {
    reference,
    referrers,
    insecureRegistry,
    pluginConfig: plugin?.config(undefined) ?? {},
    userMetadata: verification.userMetadata,
    maxSignatures: verification.maxSignatures,
    verbosity: isDebug() ? 'debug' : 'reasons',
  });
  const changes = loginEnvironment(login, artifact.registry);
  let failures: SignatureFailure[] = [];
  let lastSignature: string | undefined;
  const run = await runPatiently(reference, timeout, show, (left) => {
    failures = [];
    let troubles: string[] = [];
    const onLine = (line: string, stream: 'stdout' | 'stderr'): void => {
      show(() => showLine(line));
      // Standard output shows the metadata of the signature, whose text the signer chose.
      if (stream === 'stdout') return;
      lastSignature = parseSignatureTurn(line) ?? lastSignature;
      const trouble = parseRevocationTrouble(line);
      if (trouble !== undefined && troubles.length < MOST_TROUBLES) troubles.push(trouble);
      const failure = parseSignatureFailure(line);
      if (failure === undefined) return;
      if (failures.length < MOST_FAILURES) failures.push(withTroubles(failure, troubles));
      troubles = [];
    };
    return notation.run(invocation, { changes, timeout: left, onLine });
  });
  const answer = answerOf(artifact, run, ['verified', 'skipped'], 'VerifyFailed', {
    signatures: failures,
    looksForTagOnly: notation.version.flags === '1.0' && referrers !== 'api',
  });
  const statement = applicableStatement(policy, scopeOf(artifact))?.name;
  const result = resultOf(artifact, statement, answer);
  if (!verification.showSigner || result.status !== 'verified') return result;
  return { ...result, signer: await signerOf(verification, answer, lastSignature, show) };
}

/** That nobody could be asked helps nobody who does not learn whom, and why not. */
function withTroubles(failure: SignatureFailure, troubles: readonly string[]): SignatureFailure {
  if (troubles.length === 0) return failure;
  return { ...failure, reason: `${failure.reason} (${troubles.join('; ')})` };
}

/** The subject behind the signature that passed; undefined where that is not certain. */
async function signerOf(
  verification: Verification,
  { statement }: Answer,
  digest: string | undefined,
  show: Show,
): Promise<string | undefined> {
  // By its digest: a tag may have moved since.
  const artifact = parseReference(statement.reference);
  const signatures = await inspectArtifact(verification, artifact, show).catch(ifNotCancelled);
  return signatures?.find((signature) => signature.digest === digest)?.signer;
}

/** The artifact is verified: that its signer cannot be told takes nothing from that. */
function ifNotCancelled(error: unknown): undefined {
  if (error instanceof TaskError && error.code !== 'Cancelled') return undefined;
  throw error;
}

function resultOf(
  artifact: Reference,
  policyStatement: string | undefined,
  { statement, warnings }: Answer,
): ArtifactResult {
  const { kind, reference: resolved } = statement;
  const name = policyStatement ?? '';
  const logged: Warning[] = warnings.loggedFailures.map(({ check, reason }) => ({
    key: 'Warning_LoggedFailure',
    values: [resolved, check, reason, name],
    isShortfall: true,
  }));
  const skipped: Warning = {
    key: 'Warning_Skipped',
    values: [resolved, name],
    isShortfall: true,
  };
  return {
    reference: formatReference(artifact),
    resolved,
    status: kind === 'skipped' ? 'skipped' : 'verified',
    policyStatement,
    warnings: [
      ...(kind === 'skipped' ? [skipped] : []),
      ...logged,
      ...notationWarnings(resolved, warnings),
    ],
    error: undefined,
  };
}
