import type { RegistryClient } from './client';
import type { Clock } from '../network/deadline';
import type { CallCounts, ReadContext } from './context';
import { waitForFirst } from './firstAnswer';
import { isSameOrigin } from './credentialRules';
import type { Descriptor } from './descriptor';
import { type Listing, type Referrers, type WantedReferrers, createListing } from './listing';
import { MAX_MANIFEST_BYTES, unusable } from './manifests';
import { IMAGE_INDEX } from '../artifacts/mediaTypes';
import type { ReferrersMode } from '../artifacts/referrersMode';
import { mediaTypeOf } from './mediaTypes';
import type { FinalAnswer } from './redirects';

/** The listing to read. */
export interface ListRequest {
  readonly repository: string;
  readonly subject: Descriptor;
  /** The only artifact type that is wanted, which the registry may filter by; undefined: there are several. */
  readonly artifactType: string | undefined;
  readonly wanted: readonly WantedReferrers[];
}

/** Lists the referrers of artifacts of one registry. */
export interface ReferrersReader {
  /**
   * It remembers that a registry has no API.
   *
   * @returns for each kind that is wanted what is listed of it
   * @throws RegistryFailure, NetworkError. A failed listing is never an empty listing
   */
  list(request: ListRequest, context: ReadContext): Promise<Referrers[]>;
}

/** The largest number of pages of one listing. Real artifacts have far fewer. */
const MAX_PAGES = 200;

/** @param counts counts the pages and the tags' indexes */
export function createReferrersReader(
  client: RegistryClient,
  mode: ReferrersMode,
  counts: CallCounts,
  clock: Clock,
): ReferrersReader {
  let hasApi: boolean | undefined = mode === 'tag' ? false : undefined;
  let first: Promise<void> | undefined;
  /** Listings that start together wait for the first one, which finds out whether the registry has the API. */
  const readApi = async (
    listings: readonly Listing[],
    request: ListRequest,
    context: ReadContext,
  ): Promise<boolean> => {
    if (hasApi === undefined && first !== undefined) {
      await waitForFirst(first, context.deadline, clock);
    }
    if (hasApi === false) return false;
    const reading = readPages(client, listings, request, context, counts).then((isRead) => {
      hasApi = isRead;
      return isRead;
    });
    first ??= reading.then(
      () => undefined,
      () => undefined,
    );
    return reading;
  };
  return {
    list: async (request, context) => {
      const { wanted } = request;
      const listings = wanted.map(createListing);
      const found = (): Referrers[] => listings.map((listing) => listing.referrers());
      if (await readApi(listings, request, context)) {
        const isFound = found().every(
          ({ referrers }, kind) => referrers.length > 0 || wanted[kind]?.isExpected === false,
        );
        if (mode === 'api' || isFound) return found();
      }
      // The API of some registries names no type where the tag's index has one.
      for (const listing of listings) listing.startList();
      await readTag(client, listings, request, context, counts);
      return found();
    },
  };
}

/** Adds the entries of a page to every listing. @returns false where none has room for more */
function addEntries(listings: readonly Listing[], entries: readonly unknown[]): boolean {
  return listings.map((listing) => listing.add(entries)).some(Boolean);
}

/** @returns false where the registry has no Referrers API (OCI distribution specification 1.1, listing referrers) */
async function readPages(
  client: RegistryClient,
  listings: readonly Listing[],
  { repository, subject, artifactType }: ListRequest,
  context: ReadContext,
  counts: CallCounts,
): Promise<boolean> {
  const query =
    artifactType === undefined ? '' : `?artifactType=${encodeURIComponent(artifactType)}`;
  let path = `/v2/${repository}/referrers/${subject.digest}${query}`;
  const seen = new Set<string>();
  for (;;) {
    seen.add(new URL(path, client.origin).href);
    counts.listings += 1;
    const request = { repository, path, accept: [IMAGE_INDEX], maxBytes: MAX_MANIFEST_BYTES };
    const answer = await client.send({ ...request, method: 'GET' }, context);
    const isIndex = mediaTypeOf(answer.headers['content-type']) === IMAGE_INDEX;
    if (answer.status !== 200 || !isIndex) {
      if (seen.size === 1) return false;
      throw unusable(answer, `broke off its listing with status ${answer.status}`);
    }
    if (!addEntries(listings, entriesOf(answer))) return true;
    const next = nextPage(answer, client);
    if (next === undefined) return true;
    if (seen.has(next.href)) throw unusable(answer, 'lists the same page again and again');
    if (seen.size >= MAX_PAGES) throw unusable(answer, `lists more than ${MAX_PAGES} pages`);
    path = next.href;
  }
}

/** The referrers tag schema: clients maintain an index under a tag that is derived from the digest. */
async function readTag(
  client: RegistryClient,
  listings: readonly Listing[],
  { repository, subject }: ListRequest,
  context: ReadContext,
  counts: CallCounts,
): Promise<void> {
  const [algorithm = '', hex = ''] = subject.digest.split(':');
  const path = `/v2/${repository}/manifests/${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`;
  counts.listings += 1;
  const request = { repository, path, accept: [IMAGE_INDEX], maxBytes: MAX_MANIFEST_BYTES };
  const answer = await client.send({ ...request, method: 'GET' }, context);
  if (answer.status === 404) return;
  const isIndex = mediaTypeOf(answer.headers['content-type']) === IMAGE_INDEX;
  if (answer.status !== 200 || !isIndex) {
    throw unusable(answer, 'has something under the referrers tag that is no index');
  }
  addEntries(listings, entriesOf(answer));
}

function entriesOf(answer: FinalAnswer): readonly unknown[] {
  let index: unknown;
  try {
    index = JSON.parse(answer.body.toString());
  } catch {
    throw unusable(answer, 'gave a listing that is not valid JSON');
  }
  const { manifests } = (index ?? {}) as { manifests?: unknown };
  // Go writes an empty list as null.
  if (manifests === null) return [];
  if (!Array.isArray(manifests)) throw unusable(answer, 'gave a listing that is no index');
  return manifests;
}

/** Reads the Link header with rel="next" (RFC 8288). It must not lead to another origin. */
function nextPage(answer: FinalAnswer, { origin }: RegistryClient): URL | undefined {
  const { link } = answer.headers;
  const [, target] = /<([^<>]*)>[^,<]*;\s*rel="?next"?/i.exec(String(link ?? '')) ?? [];
  if (target === undefined) return undefined;
  let next: URL;
  try {
    next = new URL(target, answer.url);
  } catch {
    throw unusable(answer, 'names a next page that is no address');
  }
  next.hash = '';
  if (isSameOrigin(next, origin)) return next;
  throw unusable(answer, `names a next page of its listing on ${next.host}, which is not asked`);
}
