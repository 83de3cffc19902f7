import { describeTarget } from './driver/describeTarget';
import { windows } from './driver/target';

describeTarget(windows, 24, ({ onEveryNode }) => onEveryNode === true);
