import { pathToFileURL } from "node:url";

/** The process in which a plan is made has to load TypeScript here, wherever it runs; in the package it is compiled. */
process.env.NODE_OPTIONS = `--import ${pathToFileURL(require.resolve("tsx")).href}`;
