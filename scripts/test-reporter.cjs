'use strict';
// Mocha's spec reporter, closed by the one line that says how the whole run ended.
const { reporters } = require('mocha');

module.exports = class TestReporter extends reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const skipped = pending > 0 ? `, ${pending} skipped` : '';
    process.stdout.write(`${passes} passed, ${failures} failed${skipped}\n`);
  }
};
