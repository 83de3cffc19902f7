import type { Outcome } from './outcome';
import type { Choice, Site } from './site';

/** Runs the example that it belongs to. */
export type Run = (choice?: Choice) => Promise<Outcome>;

/** A way to run an example: what its reader fills in, and what must be so at the end. */
export type Play = (site: Site, run: Run) => Promise<void>;

/** Every play of every example, by what it shows. */
export type Plays = Readonly<Record<string, Readonly<Record<string, Play>>>>;
