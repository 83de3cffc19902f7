import { isDebug } from '../agent/variable';
import type { AzureIdentity } from '../azure/identity';
import { TaskError } from '../errors';
import type { SignInputs } from '../inputs';
import { signInvocation } from '../notation/arguments';
import { classifyError } from '../notation/errors';
import { parsePushedSignature } from '../notation/output';
import { canonicalArtifact } from '../registry/name';
import { notationLogin } from '../registry/notationLogin';
import type { ArtifactResult } from '../report/result';
import type { BatchItem } from './batch';
import { runWithRetries } from './notationRun';
import { readResult, errorOf, notationWarnings } from './notationResult';
import type { ResolvedArtifact } from './registryAccess';
import type { Session } from './session';
import type { SigningLedger } from './signingLedger';

/** The parts of a signing step. */
export interface Signing {
  readonly inputs: SignInputs;
  readonly session: Session;
  readonly identity: AzureIdentity;
  /** Key-value pairs that are signed with each artifact. */
  readonly userMetadata: ReadonlyMap<string, string>;
  readonly ledger: SigningLedger;
}

/**
 * Signs one artifact by its digest, unless this step has signed that digest already.
 *
 * @throws TaskError of the artifact
 */
export async function signArtifact(
  signing: Signing,
  item: BatchItem,
  resolved: ResolvedArtifact,
): Promise<ArtifactResult> {
  const { inputs, session, identity, ledger } = signing;
  const { notation, registry } = session;
  const { plugin } = inputs;
  const reference = resolved.artifact.name;
  const name = canonicalArtifact(resolved.artifact);
  const result: ArtifactResult = {
    ...{ artifact: item.artifact, resolved: resolved.artifact, status: 'signed' },
    ...{ warnings: resolved.warnings, error: undefined },
  };
  if (ledger.has(name)) {
    item.log.message('Log_SignedEarlier', reference);
    return result;
  }
  const invocation = signInvocation(notation.version, {
    reference,
    referrers: inputs.referrers,
    insecureRegistry: inputs.insecureRegistry,
    verbosity: isDebug() ? 'debug' : 'reasons',
    plugin: plugin.name,
    keyId: plugin.keyId,
    signatureFormat: inputs.signatureFormat,
    pluginConfig: plugin.config(identity.credentialType),
    timestamp: inputs.timestamp,
    userMetadata: signing.userMetadata,
    expiry: inputs.expiry,
  });
  const login = notationLogin(await registry.credentials.find(resolved.artifact.registry));
  const overrides = { ...identity.environment, ...login };
  const pluginPatterns = plugin.errorPatterns;
  const run = await runWithRetries({ notation, invocation, pluginPatterns }, item, { overrides });
  if (run.exitCode !== 0) {
    const failure = classifyError(errorOf(run), { fallback: 'SignFailed', pluginPatterns });
    throw new TaskError(failure.code, [reference, failure.brief], { detail: failure.reason });
  }
  const { warnings } = readResult(run, { reference, expected: ['signed'], named: reference });
  ledger.add(name);
  const notationAdvice = notationWarnings(reference, warnings);
  const pushedSignature = parsePushedSignature(run.stdout);
  return { ...result, pushedSignature, warnings: [...resolved.warnings, ...notationAdvice] };
}
