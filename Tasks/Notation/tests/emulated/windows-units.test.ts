import { describeUnits } from '../platforms/driver/describeUnits';
import { windows } from '../platforms/driver/target';

describeUnits(windows, 20);
