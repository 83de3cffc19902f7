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
  /** Says that what is added from now on is of another list, which may have the types of some entries that this one lacks. */
  startList(): void;
  referrers(): Referrers;
}

/** Entries that are told as left out; a hostile listing may have any number. */
const MAX_LEFT_OUT = 100;

/** Entries that are remembered: a hostile listing may have any number of those, too. */
const MAX_REMEMBERED = 100_000;

const LISTED_TWICE = 'it is listed twice, with different types or sizes';
const LISTED_LATE = 'so much is listed before it that it may be listed twice';

/** A kind of referrers that is wanted. */
export interface WantedReferrers {
  /** Others are passed over. */
  readonly isWanted: (artifactType: string | undefined) => boolean;
  /** How many are wanted at most. */
  readonly max: number;
  /** Whether the referrers tag is read too where the Referrers API lists none of this kind. */
  readonly isExpected: boolean;
}

/**
 * An entry that is listed twice in different ways is left out, whichever comes first: two readers could take it for two
 * things.
 *
 * @returns a listing of one kind
 */
export function createListing({ isWanted, max }: Omit<WantedReferrers, 'isExpected'>): Listing {
  const found = new Map<string, Descriptor>();
  const others = new Set<string>();
  const refused = new Set<string>();
  const leftOut = new Map<string, string>();
  let hasMore = false;
  const leaveOut = (digest: string, reason: string): void => {
    found.delete(digest);
    if (refused.size < MAX_REMEMBERED) refused.add(digest);
    if (leftOut.size < MAX_LEFT_OUT) leftOut.set(digest, reason);
  };
  const addWanted = (descriptor: Descriptor): void => {
    const { digest } = descriptor;
    const known = found.get(digest);
    if (refused.has(digest)) return;
    if (others.has(digest)) leaveOut(digest, LISTED_TWICE);
    else if (known !== undefined) {
      if (isOther(known, descriptor)) leaveOut(digest, LISTED_TWICE);
    } else if (others.size + refused.size >= MAX_REMEMBERED) leaveOut(digest, LISTED_LATE);
    else if (found.size === max) hasMore = true;
    else found.set(digest, descriptor);
  };
  const addOne = (entry: unknown): void => {
    const descriptor = parseDescriptor(entry);
    if (descriptor === undefined) return;
    if (isWanted(descriptor.artifactType)) addWanted(descriptor);
    else if (found.has(descriptor.digest)) leaveOut(descriptor.digest, LISTED_TWICE);
    else if (others.size < MAX_REMEMBERED) others.add(descriptor.digest);
  };
  return {
    add: (entries) => {
      for (const entry of entries) if (!hasMore) addOne(entry);
      return !hasMore;
    },
    startList: () => {
      others.clear();
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
