/** The process in which a plan is made has to load TypeScript here; in the package it is compiled. */
process.env.NODE_OPTIONS = "--import tsx";
