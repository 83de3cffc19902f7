/** What an auditor needs to know of a program that a step ran. */
export interface ProgramEvidence {
  /** undefined: the program came without one. */
  readonly version: string | undefined;
  /**
   * SHA-256, 64 hexadecimal digits in lower case: of the program's file, or of the archive that held it.
   * undefined: this user may run the file and not read it.
   */
  readonly sha256: string | undefined;
}

/** The same of a plugin. */
export interface PluginEvidence extends ProgramEvidence {
  readonly name: string;
  /** What the checksum is of. This task pins the first, the user gave the second, the third was not known before. */
  readonly source: 'pinned archive' | 'archive' | 'file';
}
