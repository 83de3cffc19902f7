import { capturedDuring } from '../agentLibrary';
import { type Reference, createReference } from '../../../src/artifacts/reference';
import { type HttpClient, createHttpClient } from '../../../src/network/client';
import { type Clock, createDeadline, systemClock } from '../../../src/network/deadline';
import type { ReadContext } from '../../../src/registry/context';
import { type CredentialSources, createCredentialStore } from '../../../src/registry/credentials';
import { type RegistryReader, createRegistryReader } from '../../../src/registry/reader';
import type { ReferrersMode } from '../../../src/artifacts/referrersMode';
import { attach } from '../../doubles/registry/tampering';
import { IMAGE_MANIFEST, SIGNATURE_TYPE } from '../../doubles/registry/manifest';
import type { Registry } from '../../doubles/registry/registry';

/** What a test chooses of a reader. */
export interface ReaderChoices {
  readonly environment?: CredentialSources['environment'];
  readonly login?: CredentialSources['login'];
  readonly referrers?: ReferrersMode;
  readonly isInsecure?: boolean;
  readonly clock?: Clock;
  /** Trusted authorities, PEM. */
  readonly ca?: string[];
  readonly http?: HttpClient;
}

/** A reader that finds no login of this machine. */
export function reader(choices: ReaderChoices = {}): RegistryReader {
  const { environment = {}, login, referrers = 'auto', isInsecure = false, clock, ca } = choices;
  const certificates = () => (ca === undefined ? {} : { ca });
  const http = choices.http ?? createHttpClient({ proxyFor: () => undefined, certificates });
  const credentials = createCredentialStore({ login, environment, userHome: '/nonexistent' });
  const options = { http, credentials, referrers, isInsecure };
  return createRegistryReader({ ...options, ...(clock === undefined ? {} : { clock }) });
}

/** Time for an artifact. */
export function context(milliseconds = 20_000, clock: Clock = systemClock): ReadContext {
  return { artifact: 'the artifact', deadline: createDeadline(milliseconds, clock) };
}

/** A reference to what a registry holds. */
export function reference(host: string, repository: string, part: string): Reference {
  const isDigest = part.startsWith('sha256:');
  return createReference({
    registry: host,
    repository,
    digest: isDigest ? part : undefined,
    tag: isDigest ? undefined : part,
  });
}

let isQuiet = false;

/** Awaits something whose commands for the agent are not to be seen. */
export async function quiet<T>(work: () => Promise<T>): Promise<T> {
  if (isQuiet) return work();
  isQuiet = true;
  let result: T | undefined;
  try {
    await capturedDuring(async () => {
      result = await work();
    });
  } finally {
    isQuiet = false;
  }
  return result as T;
}

/** Attaches something that looks like a signature, with an envelope of its own. */
export function attachSignature(
  { store }: Registry,
  repository: string,
  subject: { mediaType: string; digest: string; size: number },
  envelope = '{"envelope":1}',
): string {
  const layer = { digest: store.putBlob(repository, Buffer.from(envelope)), size: envelope.length };
  const config = { digest: store.putBlob(repository, Buffer.from('{}')), size: 2 };
  const manifest = {
    schemaVersion: 2 as const,
    mediaType: IMAGE_MANIFEST,
    config: { mediaType: SIGNATURE_TYPE, ...config },
    layers: [{ mediaType: 'application/jose+json', ...layer }],
    subject,
  };
  return attach(store, repository, IMAGE_MANIFEST, manifest, subject.digest).digest;
}
