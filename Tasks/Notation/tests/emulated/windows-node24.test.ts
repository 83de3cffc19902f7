import { describeTarget } from '../platforms/driver/describeTarget';
import { windows } from '../platforms/driver/target';

describeTarget(windows, 24, ({ onEveryNode }) => onEveryNode === true);
