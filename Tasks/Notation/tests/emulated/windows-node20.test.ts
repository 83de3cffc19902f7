import { describeTarget } from '../platforms/driver/describeTarget';
import { windows } from '../platforms/driver/target';

describeTarget(windows, 20, () => true);
