const { jest: unit } = require("../../package.json");

/** As the unit tests, for what tries many combinations or reads the pages and the examples. */
module.exports = {
  ...unit,
  rootDir: "../..",
  testMatch: [
    "<rootDir>/__tests__/sweeps/**/*.test.ts",
    "<rootDir>/packages/terraform-stack-tools/__tests__/attacks/**/*.test.ts",
  ],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 120000,
};
