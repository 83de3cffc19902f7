import type { Part } from './stamp';

/** A part of the tools folder that comes ready made from a package registry. */
export interface Installable {
  readonly name: string;
  /** The command that brings what this machine lacks, for a person. */
  readonly remedy: string;
  /** Gives why this machine cannot get the part; undefined where it can. */
  readonly problem: () => string | undefined;
  /** Gives what the part is made from, and its files. */
  readonly part: () => Part;
  /** Installs the part in place of an earlier one. @throws with the output of the program that failed */
  readonly install: () => Promise<void>;
}
