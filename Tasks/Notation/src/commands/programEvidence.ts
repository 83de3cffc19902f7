import type { Notation } from '../notation/cli';
import { checksumOf } from '../releases/checksum';
import type { ProgramEvidence } from '../releases/programEvidence';

/** The version and the checksum of the notation that a step runs. It never rejects. */
export async function notationEvidence({ program, version }: Notation): Promise<ProgramEvidence> {
  const sha256 = await checksumOf(program).catch(() => undefined);
  return { version: version.name, sha256 };
}
