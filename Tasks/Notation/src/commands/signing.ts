import { say } from '../agent/log';
import { isDebug } from '../agent/variable';
import { type Reference, formatReference } from '../artifacts/reference';
import type { AzureIdentity } from '../azure/identity';
import { type RegistryLogin, loginEnvironment } from '../registry/login';
import type { SignInputs } from '../inputs';
import { signInvocation } from '../notation/arguments';
import type { Notation } from '../notation/cli';
import type { ReadyPlugin } from '../plugins/prepare';
import type { ArtifactResult } from '../report/result';
import { runWithRetry } from './attempts';
import { type Show, showLine } from './batch';
import { answerOf, notationWarnings } from './notationResult';
import type { SignedBefore } from './signingLedger';
import type { VerifiedBefore } from './existingSignature';

/** What artifacts are signed with. */
export interface Signing {
  readonly inputs: SignInputs;
  readonly notation: Notation;
  readonly plugin: ReadyPlugin;
  readonly identity: AzureIdentity;
  readonly login: RegistryLogin | undefined;
  /** Pairs that are signed with each artifact. */
  readonly userMetadata: ReadonlyMap<string, string>;
  readonly before: SignedBefore;
  readonly verifiedBefore: VerifiedBefore;
}

/**
 * Signs one artifact, unless this step has signed it or it need not be signed.
 *
 * @throws TaskError of the failure
 */
export async function signArtifact(
  signing: Signing,
  artifact: Reference,
  show: Show,
): Promise<ArtifactResult> {
  const { inputs, notation, plugin, identity, login, before } = signing;
  const reference = formatReference(artifact);
  const earlier = before.find(artifact);
  if (earlier !== undefined) {
    show(() => say('Log_SignedEarlier', earlier));
    return done(artifact, earlier, 'signed');
  }
  const { timeout } = inputs;
  const end = Date.now() + timeout;
  const verified = await signing.verifiedBefore(artifact, show, end);
  if (verified !== undefined) return done(artifact, verified, 'alreadySigned');
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
  const changes = { ...identity.environment, ...loginEnvironment(login, artifact.registry) };
  const onLine = (line: string): void => show(() => showLine(line));
  const run = await runWithRetry(reference, { timeout, end }, show, (left) =>
    notation.run(invocation, { changes, timeout: left, onLine }),
  );
  const { statement, warnings } = answerOf(artifact, run, ['signed'], 'SignFailed');
  before.add(artifact, statement.reference);
  const told = notationWarnings(statement.reference, warnings);
  return { ...done(artifact, statement.reference, 'signed'), warnings: told };
}

function done(
  artifact: Reference,
  resolved: string,
  status: 'signed' | 'alreadySigned',
): ArtifactResult {
  return { reference: formatReference(artifact), resolved, status, warnings: [], error: undefined };
}
