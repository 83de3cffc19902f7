import type { Scene } from '../stage/scene';
import { cancelling } from './cancelling';
import { held } from './held';
import { identity } from './identity';
import { install } from './install';
import { paths } from './paths';
import { signing } from './signing';
import { walkthrough } from './walkthrough';

/** Every scene, in the order in which they are played. */
export const scenes: readonly Scene[] = [
  ...walkthrough,
  ...install,
  ...signing,
  ...cancelling,
  ...held,
  ...identity,
  ...paths,
];
