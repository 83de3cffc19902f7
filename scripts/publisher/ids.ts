import { randomUUID } from 'node:crypto';
import { readContract } from '../docs/contract';
import { developmentTask } from '../identity';

/** The IDs of the two tasks, in the order production, development. */
export function taskIds(): readonly string[] {
  return [readContract().id, developmentTask.id];
}

/**
 * Replaces the IDs of the tasks in a text.
 *
 * @param text of any file that may name them
 * @param fresh new IDs, by the old ones
 */
export function withIds(text: string, fresh: ReadonlyMap<string, string>): string {
  return [...fresh].reduce((changed, [old, next]) => changed.replaceAll(old, next), text);
}

/** New IDs by the old ones: the Marketplace takes each ID from one extension only. */
export function freshIds(): ReadonlyMap<string, string> {
  return new Map(taskIds().map((old) => [old, randomUUID()]));
}
