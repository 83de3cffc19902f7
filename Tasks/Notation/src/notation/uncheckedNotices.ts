import type { MessageKey } from '../messages';
import type { NotationVersion } from './version';

/**
 * What a newer notation would refuse and this one lets pass: notices, each with a placeholder for
 * the version.
 */
export function uncheckedNotices(version: NotationVersion): MessageKey[] {
  return [
    ...(version.knowsTimestamps ? [] : (['Notice_TimestampsUnchecked'] as const)),
    ...(version.checksRevocationLists ? [] : (['Notice_RevocationListsUnchecked'] as const)),
  ];
}
