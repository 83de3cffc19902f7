import { describeTarget } from '../platforms/driver/describeTarget';
import { arm64 } from '../platforms/driver/target';

// Node 16 and 24 take longer, and are played by hand: ARM64_NODE=16 npx mocha Tasks/Notation/tests/platforms/arm64.test.ts
const major = Number(process.env['ARM64_NODE'] || '20');

describeTarget(arm64, major, ({ onArm64 }) => onArm64 === true);
