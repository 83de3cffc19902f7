import { describeTarget } from './driver/describeTarget';
import { native } from './driver/target';

// A pipeline with a machine for each Node names it: PLATFORM_NODE=24.
const major = Number(process.env['PLATFORM_NODE'] || '20');

describeTarget(native(), major, () => true);
