/** How the tests of one file ended. */
export interface UnitResult {
  /** The file, relative to the folder of unit tests. */
  readonly name: string;
  readonly passed: number;
  readonly skipped: number;
  /** Title and error of each test that failed. */
  readonly failed: readonly string[];
}
