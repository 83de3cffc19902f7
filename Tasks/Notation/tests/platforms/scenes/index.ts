import type { Scene } from '../stage/scene';
import { walkthrough } from './walkthrough';

/** Every scene, in the order in which they are played. */
export const scenes: readonly Scene[] = [...walkthrough];
