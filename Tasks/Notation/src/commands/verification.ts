import { boundMasked } from '../agent/secret';
import { isDebug } from '../agent/variable';
import { type Reference, formatReference, scopeOf } from '../artifacts/reference';
import { type RegistryLogin, loginEnvironment } from '../registry/login';
import type { Warning } from '../messages';
import { type Referrers, verifyInvocation } from '../notation/arguments';
import type { Notation } from '../notation/cli';
import type { SignatureFailure } from '../notation/failure';
import type { Signature } from '../notation/inspection';
import {
  parseRevocationTrouble,
  parseSignatureFailure,
  parseSignatureTurn,
} from '../notation/output';
import { type TrustPolicy, applicableStatement } from '../trust/policy';
import type { ReadyPlugin } from '../plugins/prepare';
import type { ArtifactResult } from '../report/result';
import { type TimeLimit, runWithRetry } from './attempts';
import { type Show, showLine } from './batch';
import { candidatesOf, strangeSignature } from './candidates';
import type { Inspected } from './inspection';
import { type Answer, answerOf, notationWarnings } from './notationResult';

/** notation itself looks at no more signatures of an artifact unless told. */
const MOST_FAILURES = 100;

/** Certificates of one chain, each with some addresses. */
const MOST_TROUBLES = 4;

/** The longest of them: the address of an OCSP request holds the whole request. */
const MAX_TROUBLE_CHARACTERS = 600;

/** What artifacts are verified with. */
export interface Verification extends TimeLimit {
  readonly notation: Notation;
  readonly policy: TrustPolicy;
  readonly referrers: Referrers;
  readonly insecureRegistry: boolean;
  readonly login: RegistryLogin | undefined;
  /** Pairs that a signature must bear. */
  readonly userMetadata: ReadonlyMap<string, string>;
  readonly maxSignatures: number | undefined;
  /** Tells whose signature it was that passed. */
  readonly showSigner: boolean;
  /** The plugin that the signatures need. */
  readonly plugin: ReadyPlugin | undefined;
}

/** Somebody else may sign the artifact at this very moment: then all is looked at again. */
const ROUNDS = 3;

/** Where the policy skips the artifact, notation looks at none of its signatures. */
const none: Inspected = { signatures: [], leftOut: undefined };

/**
 * Verifies one artifact, by signatures that were looked at before notation tries them: it is killed
 * when it turns to another, which it says before it fetches that one.
 *
 * @throws TaskError of the failure
 */
export async function verifyArtifact(
  verification: Verification,
  artifact: Reference,
  show: Show,
): Promise<ArtifactResult> {
  const statement = applicableStatement(verification.policy, scopeOf(artifact));
  const { timeout, end = Date.now() + timeout } = verification;
  const limited = { ...verification, end };
  for (let round = 1; ; round += 1) {
    const isSkipped = statement?.level === 'skip';
    const candidates = isSkipped ? none : await candidatesOf(limited, artifact, show);
    const outcome = await tryCandidates(limited, artifact, candidates.signatures, show);
    if ('answer' in outcome) {
      const result = resultOf(artifact, statement?.name, outcome.answer);
      const isTold = verification.showSigner && result.status === 'verified';
      return isTold ? { ...result, signer: outcome.last?.signer } : result;
    }
    // What could not be shown then will not be shown now.
    if (round === ROUNDS || candidates.leftOut !== undefined)
      throw strangeSignature(artifact, outcome.stranger, candidates);
  }
}

/**
 * Has notation verify one artifact.
 *
 * @returns what it said and which signature it tried last, or the digest at which it was killed
 */
async function tryCandidates(
  verification: Verification,
  artifact: Reference,
  candidates: readonly Signature[],
  show: Show,
): Promise<{ answer: Answer; last: Signature | undefined } | { stranger: string }> {
  const { notation, referrers, insecureRegistry, login, plugin } = verification;
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
  let last: Signature | undefined;
  let stranger: string | undefined;
  const isEnd = (line: string): boolean => {
    const digest = parseSignatureTurn(line);
    if (digest === undefined) return false;
    last = candidates.find((one) => one.digest === digest);
    if (last === undefined) stranger ??= digest;
    return last === undefined;
  };
  const run = await runWithRetry(reference, verification, show, (left) => {
    [failures, last] = [[], undefined];
    let troubles: string[] = [];
    const onLine = (line: string, stream: 'stdout' | 'stderr'): void => {
      show(() => showLine(line));
      // Standard output shows the metadata of the signature, whose text the signer chose.
      if (stream === 'stdout') return;
      const trouble = parseRevocationTrouble(line);
      if (trouble !== undefined && troubles.length < MOST_TROUBLES) {
        troubles.push(boundMasked(trouble, MAX_TROUBLE_CHARACTERS));
      }
      const failure = parseSignatureFailure(line);
      if (failure === undefined) return;
      if (failures.length < MOST_FAILURES) failures.push(withTroubles(failure, troubles));
      troubles = [];
    };
    return notation.run(invocation, { changes, timeout: left, onLine, isEnd });
  });
  if (stranger !== undefined) return { stranger };
  const answer = answerOf(artifact, run, ['verified', 'skipped'], 'VerifyFailed', {
    signatures: failures,
    looksForTagOnly: notation.version.flags === '1.0' && referrers !== 'api',
  });
  return { answer, last };
}

/** That nobody could be asked helps nobody who does not learn whom, and why not. */
function withTroubles(failure: SignatureFailure, troubles: readonly string[]): SignatureFailure {
  if (troubles.length === 0) return failure;
  return { ...failure, reason: `${failure.reason} (${troubles.join('; ')})` };
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
