/** The process in which a plan is made has to load TypeScript here, wherever it runs; in the package it is compiled. */
process.env.NODE_OPTIONS = `--require ${require.resolve("tsx/cjs")}`;
