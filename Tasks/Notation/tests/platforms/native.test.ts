import { describeTarget } from './driver/describeTarget';
import { native } from './driver/target';

describeTarget(native(), 20, () => true);
