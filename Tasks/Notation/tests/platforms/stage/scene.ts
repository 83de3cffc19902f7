import type { Stage } from './stage';

/** One thing that a step does on a platform, told by a test that needs no test framework. */
export interface Scene {
  readonly name: string;
  /** Played on every Node and not on one alone, for what depends on Node. */
  readonly onEveryNode?: true;
  /** Played where a processor is only imitated, too. */
  readonly onArm64?: true;
  /** What it is about exists there alone. */
  readonly platform?: NodeJS.Platform;
  readonly play: (stage: Stage) => Promise<void>;
}
