import { type Reference, withDigest } from '../artifacts/reference';
import type { Descriptor } from '../artifacts/descriptor';
import { TaskError } from '../errors';
import type { ArtifactInputs } from '../inputs';
import type { Warning } from '../messages';
import type { Deadline } from '../network/deadline';
import { createTaskClient } from '../network/taskClient';
import type { ReadContext } from '../registry/context';

import { type CredentialStore, createCredentialStore } from '../registry/credentials';
import type { Referrers } from '../registry/listing';
import { registryLogin } from '../registry/login';
import { type RegistryReader, createRegistryReader } from '../registry/reader';
import type { BatchItem } from './batch';

/** The registry access of a step. */
export interface RegistryAccess {
  readonly reader: RegistryReader;
  readonly credentials: CredentialStore;
  /** Ends all connections. */
  close(): void;
}

/**
 * Opens the registry access of a step. It uses the login of the step's registry service connection,
 * where the step names one.
 *
 * @throws TaskError of the service connection; ProxyMalformed
 */
export async function openRegistryAccess(inputs: ArtifactInputs): Promise<RegistryAccess> {
  const { containerRegistry, maxParallel, referrers, insecureRegistry } = inputs;
  const environment = process.env;
  const login =
    containerRegistry === undefined ? undefined : await registryLogin(containerRegistry);
  const http = createTaskClient({ environment, maxConnectionsPerHost: maxParallel });
  const credentials = createCredentialStore({ login, environment });
  const reader = createRegistryReader({
    ...{ http, credentials, referrers, isInsecure: insecureRegistry },
  });
  return {
    reader,
    credentials,
    close: () => {
      http.close();
    },
  };
}

/** For which artifact of a batch something is read. */
export type ReadFor = Pick<BatchItem, 'deadline' | 'log' | 'position'>;

/** An artifact, with the content that its reference names now. */
export interface ResolvedArtifact {
  /** By its digest. */
  readonly artifact: Reference;
  readonly descriptor: Descriptor;
  /** Of a tag that was resolved. */
  readonly warnings: readonly Warning[];
  /** The artifact's signatures, where they are listed already. */
  readonly signatures?: Referrers | undefined;
}

/** @throws TaskError as the registry reader; ArtifactTimedOut */
export async function resolveArtifact(
  { reader }: RegistryAccess,
  artifact: Reference,
  item: ReadFor,
): Promise<ResolvedArtifact> {
  const reference = artifact.name;
  const descriptor = await withinDeadline(reference, item, (context) =>
    reader.resolve(artifact, context),
  );
  const { digest } = descriptor;
  const { tag } = artifact;
  const isTag = artifact.digest === undefined && tag !== undefined;
  return {
    artifact: withDigest(artifact, digest),
    descriptor,
    warnings: isTag
      ? [{ key: 'Warning_Tag', values: [reference, tag, digest], isShortfall: false }]
      : [],
  };
}

/**
 * Reads something for an artifact. Requests that are sent again are told in the artifact's log; an
 * error that comes when the artifact's time is over is told as that.
 *
 * @throws TaskError ArtifactTimedOut; the errors of the work
 */
export async function withinDeadline<T>(
  reference: string,
  { deadline, log, position }: ReadFor,
  work: (context: ReadContext) => Promise<T>,
): Promise<T> {
  const onRetry = (reason: string, pauseMs: number): void => {
    log.message('Log_RegistryAgain', reference, reason, String(Math.ceil(pauseMs / 1000)));
  };
  try {
    return await work({ artifact: reference, deadline, order: position, onRetry });
  } catch (error) {
    if (!(error instanceof TaskError) || deadline.remaining() > 0) throw error;
    throw timedOut(reference, deadline, error);
  }
}

/** The error of an artifact that exceeded its time limit. */
export function timedOut(reference: string, deadline: Deadline, cause?: unknown): TaskError {
  const seconds = String(deadline.totalMs / 1000);
  return new TaskError('ArtifactTimedOut', [reference, seconds], { cause });
}
