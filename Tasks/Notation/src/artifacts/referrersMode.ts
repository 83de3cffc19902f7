/**
 * Where the referrers of an artifact are stored and listed. `api`: by the Referrers API. A registry
 * without the API is read by the referrers tag. `tag`: by the referrers tag alone. `auto`: stored as
 * notation does by default, and listed by the tag too where the API lists none.
 */
export type ReferrersMode = 'auto' | 'api' | 'tag';
