const { default: Sequencer } = require("@jest/test-sequencer");

/** Test files in the order of the command line. */
module.exports = class extends Sequencer {
  sort(tests) {
    return tests.toSorted((one, other) => process.argv.indexOf(one.path) - process.argv.indexOf(other.path));
  }
};
