import type { WorldFacts } from '../world/protocol';

/** What the driver tells the program that plays the scenes, in a file beside it. */
export interface Settings {
  readonly world: WorldFacts;
  /** Milliseconds that a cancelled step has to end by itself; those of the agent unless given. */
  readonly interruptMs?: number;
  /** Names of scenes; all by default. */
  readonly only?: readonly string[];
}

/** One line of the file of results. */
export interface SceneResult {
  readonly name: string;
  /** Undefined: it passed. */
  readonly error?: string;
  readonly milliseconds: number;
  /** Versions of notation that the scene installed. */
  readonly notation: readonly string[];
}
