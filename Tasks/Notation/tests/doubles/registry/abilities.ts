import { refusal, unsupported } from './answer';
import type { Answer } from './answer';

/** What a registry can do, and others cannot. */
export interface Abilities {
  /** Whether it knows the Referrers API; without it, clients keep a tag per digest. */
  referrersApi: boolean;
  /** Whether manifests and blobs can be deleted. */
  delete: boolean;
}

/** Answers a DELETE: 202 where `drop` found something, 404 where not, 405 where the registry deletes nothing. */
export function answerDelete(abilities: Abilities, drop: () => boolean, code: string): Answer {
  if (!abilities.delete) {
    return unsupported();
  }
  return drop() ? { status: 202 } : refusal(404, code, 'nothing to delete');
}
