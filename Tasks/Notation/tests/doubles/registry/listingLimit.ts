import type { Fault, FaultRequest } from './faults';

/** A limit of listings in a stretch of time, as Azure Container Registry has it. */
export interface ListingLimit {
  readonly hook: (request: FaultRequest) => Fault | undefined;
  /** The values of Retry-After that were answered, in order. */
  readonly waits: readonly number[];
}

/**
 * Allows so many listings, then none for some seconds, which each refusal counts down. The time begins with the first
 * refusal, so that as many are refused on a slow machine as on a quick one.
 */
export function limitListings(allowed: number, seconds: number): ListingLimit {
  const waits: number[] = [];
  let used = 0;
  let end: number | undefined;
  const hook = ({ kind }: FaultRequest): Fault | undefined => {
    if (kind !== 'referrers') return undefined;
    if (end !== undefined && Date.now() >= end) [used, end] = [0, undefined];
    used += 1;
    if (used <= allowed) return undefined;
    end ??= Date.now() + seconds * 1000;
    const left = Math.max(1, Math.ceil((end - Date.now()) / 1000));
    waits.push(left);
    return { status: 429, headers: { 'Retry-After': String(left) }, body: { errors: [] } };
  };
  return { hook, waits };
}
