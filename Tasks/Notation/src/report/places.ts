import type { Place } from './result';

/** A line of a log or a cell of a table has no room for more; the JSON report names them all. */
const MAX_PLACES = 3;

/** The first places, as `k8s/web.yaml:12, k8s/api.yaml:9, …`. */
export function listPlaces(places: readonly Place[]): string {
  const shown = places.slice(0, MAX_PLACES).map(({ file, line }) => `${file}:${line}`);
  return [...shown, ...(places.length > MAX_PLACES ? ['…'] : [])].join(', ');
}
