import type { Reference } from '../artifacts/reference';
import type { ReferrersMode } from '../artifacts/referrersMode';
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
import { canonicalRegistry } from '../artifacts/registryName';
import { registryOrigin } from './name';
import { type ReferrersReader, createReferrersReader } from './referrers';

/** Reads registries for one step. */
export interface RegistryReader {
  /**
   * Resolves a reference.
   *
   * @throws TaskError ArtifactNotFound, and as all methods here: RegistryUnauthorized, RegistryForbidden,
   *   RegistryUnavailable, RegistryCertificateRefused, RegistryNotHttps, RegistryRequiresTls, RegistryAnswerRefused,
   *   CredentialDestinationRefused, ProxyFailed, DockerConfigUnreadable, CredentialHelperFailed
   */
  resolve(reference: Reference, context: ReadContext): Promise<Descriptor>;
  /**
   * Lists the referrers of an artifact, in the order of the listing.
   *
   * @param artifactType of the wanted referrers
   * @param max the largest number of wanted referrers
   * @throws TaskError as `resolve`. A failed listing is never an empty listing
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
   * Reads a manifest of at most 4 MiB and checks its digest, size and media type.
   *
   * @throws TaskError RegistryContentMissing, and as `resolve`; see `isContentRefusal`
   */
  fetchManifest(
    repository: Repository,
    descriptor: Descriptor,
    context: ReadContext,
  ): Promise<Buffer>;
  /** Reads a blob of at most 4 MiB and checks its digest and size. @throws TaskError as `fetchManifest` */
  fetchBlob(repository: Repository, descriptor: Descriptor, context: ReadContext): Promise<Buffer>;
  /** The numbers of calls so far. */
  readonly counts: Readonly<CallCounts>;
}

export interface RegistryReaderOptions {
  readonly http: HttpClient;
  readonly credentials: CredentialStore;
  readonly referrers: ReferrersMode;
  /** Whether plain HTTP is allowed for any registry. */
  readonly isInsecure: boolean;
  readonly clock?: Clock;
}

/** The state of one registry during the step. */
interface OpenRegistry {
  readonly client: RegistryClient;
  readonly referrers: ReferrersReader;
}

/**
 * @returns a reader that has made no call yet. All artifacts of the step share its knowledge of a
 * registry
 */
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
    const opened = {
      client,
      referrers: createReferrersReader(client, options.referrers, counts, clock),
    };
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
