import type { Timings } from './attempt';
import type { Endpoint, SecureFile } from './endpoint';
import type { Masks } from './masks';
import type { Variables } from './variables';

/** What a step sees of its job. */
export interface JobContext {
  readonly variables: Variables;
  readonly masks: Masks;
  readonly endpoints: readonly Endpoint[];
  readonly secureFiles: readonly SecureFile[];
  /** The connection to the server itself. */
  readonly systemEndpoint: Endpoint;
  /** The environment of the agent's own process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timings: Partial<Timings>;
  /** The Node that runs tasks. */
  readonly runtime: string;
  /** The program that sends Ctrl+C; undefined: none. */
  readonly interrupter: string | undefined;
  /** Marks the processes of the job. */
  readonly lookupId: string;
  /** Agent.TempDirectory. */
  readonly temp: string;
  /** System.DefaultWorkingDirectory. */
  readonly sources: string;
  /** The folders that steps put before PATH, the latest first. */
  readonly prependedPath: readonly string[];
  prependPath(path: string): void;
  /** Gives a reference name for a step without one. */
  uniqueName(wanted: string): string;
}
