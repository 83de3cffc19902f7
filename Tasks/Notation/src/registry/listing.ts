import { type Descriptor, parseDescriptor } from './descriptor';

/** What a registry lists, and this task does not take. */
export interface LeftOut {
  readonly digest: string;
  readonly reason: string;
}

/** Referrers of an artifact, in the order in which they are listed. */
export interface Referrers {
  readonly referrers: readonly Descriptor[];
  readonly leftOut: readonly LeftOut[];
  /** Whether more are listed than were asked for. */
  readonly hasMore: boolean;
}

/** Puts pages of a listing together. */
export interface Listing {
  /** Adds the entries of an index. @returns false where there is no room for more */
  add(entries: readonly unknown[]): boolean;
  referrers(): Referrers;
}

/** Entries that are told as left out; a hostile listing may have any number. */
const MAX_LEFT_OUT = 100;

/** A kind of referrers that is wanted. */
export interface WantedReferrers {
  /** Others are passed over. */
  readonly isWanted: (artifactType: string | undefined) => boolean;
  /** How many are wanted at most. */
  readonly max: number;
  /** Whether the referrers tag is read too where the Referrers API lists none of this kind. */
  readonly isExpected: boolean;
}

/** Collects one kind of referrers from the pages of a listing. */
export function createListing({ isWanted, max }: Omit<WantedReferrers, 'isExpected'>): Listing {
  const found = new Map<string, Descriptor>();
  const leftOut = new Map<string, string>();
  let hasMore = false;
  const leaveOut = (digest: string, reason: string): void => {
    if (leftOut.size < MAX_LEFT_OUT) leftOut.set(digest, reason);
  };
  const addOne = (entry: unknown): void => {
    const descriptor = parseDescriptor(entry);
    if (descriptor === undefined) return;
    const known = found.get(descriptor.digest);
    if (known !== undefined && isOther(known, descriptor)) {
      found.delete(descriptor.digest);
      leaveOut(descriptor.digest, 'it is listed twice, with different types or sizes');
    }
    if (!isWanted(descriptor.artifactType) || known !== undefined) return;
    if (leftOut.has(descriptor.digest)) return;
    if (found.size === max) hasMore = true;
    else found.set(descriptor.digest, descriptor);
  };
  return {
    add: (entries) => {
      for (const entry of entries) if (!hasMore) addOne(entry);
      return !hasMore;
    },
    referrers: () => ({
      referrers: [...found.values()],
      leftOut: [...leftOut].map(([digest, reason]) => ({ digest, reason })),
      hasMore,
    }),
  };
}

function isOther(one: Descriptor, other: Descriptor): boolean {
  return (
    one.mediaType !== other.mediaType ||
    one.size !== other.size ||
    one.artifactType !== other.artifactType
  );
}
