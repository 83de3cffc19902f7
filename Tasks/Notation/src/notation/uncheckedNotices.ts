import type { MessageKey } from '../messages';
import type { NotationVersion } from './version';

/**
 * Notices about checks that a newer notation makes and this version does not. Each has a placeholder
 * for the version.
 */
export function uncheckedNotices(version: NotationVersion): MessageKey[] {
  return [
    ...(version.knowsTimestamps ? [] : (['Notice_TimestampsUnchecked'] as const)),
    ...(version.checksRevocationLists ? [] : (['Notice_RevocationListsUnchecked'] as const)),
  ];
}
