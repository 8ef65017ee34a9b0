/** For this folder alone, wherever it is. At the top of the repository, `npm test` runs these tests with its own settings. */
module.exports = {
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/__tests__/attacks/"],
  modulePathIgnorePatterns: ["<rootDir>/lib/"],
  setupFiles: ["<rootDir>/__tests__/support/no-terraform.ts"],
  transform: { "^.+\\.ts$": "@swc/jest" },
  restoreMocks: true,
};
