import type { Reference } from '../artifacts/reference';
import { TaskError } from '../errors';
import type { HttpClient } from '../network/client';
import { type Clock, systemClock } from '../network/deadline';
import { readBlob } from './blobs';
import { type RegistryClient, createRegistryClient } from './client';
import type { CallCounts, ReadContext, Repository } from './context';
import type { CredentialStore } from './credentials';
import type { Descriptor } from './descriptor';
import { toTaskError } from './failure';
import type { Referrers, WantedReferrers } from './listing';
import { readManifest, resolveManifest } from './manifests';
import { canonicalRegistry, registryOrigin } from './name';
import { type ReferrersMode, type ReferrersReader, createReferrersReader } from './referrers';

/** Reads registries for one step. */
export interface RegistryReader {
  /**
   * What a reference means now.
   *
   * @throws TaskError ArtifactNotFound, and as all others here: RegistryUnauthorized, RegistryForbidden,
   *   RegistryUnavailable, RegistryCertificateRefused, RegistryNotHttps, RegistryRequiresTls, RegistryAnswerRefused,
   *   CredentialDestinationRefused, ProxyFailed, DockerConfigUnreadable, CredentialHelperFailed
   */
  resolve(reference: Reference, context: ReadContext): Promise<Descriptor>;
  /**
   * What refers to an artifact, in the order of the listing.
   *
   * @param artifactType of the referrers that are wanted
   * @param max how many are wanted at most
   * @throws TaskError as `resolve`; a listing that failed is never an empty one
   */
  listReferrers(
    repository: Repository,
    subject: Descriptor,
    artifactType: string,
    max: number,
    context: ReadContext,
  ): Promise<Referrers>;
  /**
   * Several kinds of what refers to an artifact, by one listing.
   *
   * @returns for each kind that is wanted what is listed of it
   * @throws TaskError as `listReferrers`
   */
  listKinds(
    repository: Repository,
    subject: Descriptor,
    wanted: readonly WantedReferrers[],
    context: ReadContext,
  ): Promise<Referrers[]>;
  /**
   * A manifest of at most 4 MiB, held to its digest, size and media type.
   *
   * @throws TaskError RegistryContentMissing, and as `resolve`; see `isContentRefusal`
   */
  fetchManifest(
    repository: Repository,
    descriptor: Descriptor,
    context: ReadContext,
  ): Promise<Buffer>;
  /** A blob of at most 4 MiB, held to its digest and size. @throws TaskError as `fetchManifest` */
  fetchBlob(repository: Repository, descriptor: Descriptor, context: ReadContext): Promise<Buffer>;
  /** The calls so far. */
  readonly counts: Readonly<CallCounts>;
}

export interface RegistryReaderOptions {
  readonly http: HttpClient;
  readonly credentials: CredentialStore;
  readonly referrers: ReferrersMode;
  /** Whether plain HTTP may be spoken to any registry. */
  readonly isInsecure: boolean;
  readonly clock?: Clock;
}

/** What is kept of one registry while the step runs. */
interface OpenRegistry {
  readonly client: RegistryClient;
  readonly referrers: ReferrersReader;
}

/** @returns a reader that has called nothing yet; what it learns of a registry serves all artifacts of the step */
export function createRegistryReader(options: RegistryReaderOptions): RegistryReader {
  const { http, credentials, isInsecure, clock = systemClock } = options;
  const counts: CallCounts = { requests: 0, tokens: 0, listings: 0 };
  const open = new Map<string, OpenRegistry>();
  const openRegistry = (registry: string): OpenRegistry => {
    const origin = registryOrigin(registry, isInsecure);
    const known = open.get(origin.href);
    if (known !== undefined) return known;
    credentials.check(registry);
    const findCredential = () => credentials.find(registry);
    const client = createRegistryClient({ http, origin, findCredential, clock, counts });
    const opened = { client, referrers: createReferrersReader(client, options.referrers, counts) };
    open.set(origin.href, opened);
    return opened;
  };
  const read = async <T>(
    { registry }: Repository,
    { artifact }: ReadContext,
    work: (opened: OpenRegistry) => Promise<T>,
  ): Promise<T> => {
    try {
      return await work(openRegistry(registry));
    } catch (error) {
      throw toTaskError(error, artifact);
    }
  };
  return {
    counts,
    resolve: (reference, context) =>
      read(reference, context, async ({ client }) => {
        const descriptor = await resolveManifest(client, reference, context);
        if (descriptor !== undefined) return descriptor;
        const reason = `${canonicalRegistry(reference.registry)}: status 404`;
        throw new TaskError('ArtifactNotFound', [context.artifact, reason]);
      }),
    listReferrers: (repository, subject, artifactType, max, context) =>
      read(repository, context, async ({ referrers }) => {
        const isWanted = (type: string | undefined): boolean => type === artifactType;
        const wanted = [{ isWanted, max, isExpected: true }];
        const request = { repository: repository.repository, subject, artifactType, wanted };
        const [found] = await referrers.list(request, context);
        if (found === undefined) throw new Error('nothing was listed');
        return found;
      }),
    listKinds: (repository, subject, wanted, context) =>
      read(repository, context, ({ referrers }) =>
        referrers.list(
          { repository: repository.repository, subject, artifactType: undefined, wanted },
          context,
        ),
      ),
    fetchManifest: (repository, descriptor, context) =>
      read(repository, context, ({ client }) =>
        readManifest(client, repository.repository, descriptor, context),
      ),
    fetchBlob: (repository, descriptor, context) =>
      read(repository, context, ({ client }) =>
        readBlob(client, repository.repository, descriptor, context),
      ),
  };
}
