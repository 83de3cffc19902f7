import { describeTarget } from './driver/describeTarget';
import { windows } from './driver/target';

describeTarget(windows, 16, ({ onEveryNode }) => onEveryNode === true);
