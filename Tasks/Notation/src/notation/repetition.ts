/** What passes by itself: a registry under load, restarting, or out of reach for a moment. */
const transient =
  /status code (?:408|429|502|503|504)|connection refused|connection reset|no such host|: EOF$/;

/** Whether notation's error may be gone when it is run again, and nothing is done twice then. */
export function isRepeatable(error: string): boolean {
  return transient.test(error) && !isPushInDoubt(error);
}

/** Whether a registry said for sure that it did not take what was pushed, or was not even reached. */
function isRefusal(error: string): boolean {
  const status = /response status code (\d{3})/.exec(error)?.[1];
  if (status === undefined) return /connection refused|no such host/.test(error);
  return status === '503' || (status.startsWith('4') && status !== '408');
}

/** What is said of such a push beside notation's own words. */
export const DOUBT =
  '; whether the signature was stored all the same is not known: inspect the artifact before it is signed again';

/**
 * Whether a registry may have stored a signature though its answer was an error, or was lost. The
 * pieces that are pushed before the signature's manifest are nothing without it.
 */
export function isPushInDoubt(error: string): boolean {
  const isPush = /failed to push (?:signature|manifest)/.test(error);
  const isPiece = error.includes('/blobs/') && !error.includes('/manifests/');
  return isPush && !isPiece && !isRefusal(error);
}
