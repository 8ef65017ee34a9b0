/** In place of a module's text: its exports as Node.js itself loads it, see `native-environment.ts`. */
module.exports = {
  process: (_text, path) => ({ code: `module.exports = globalThis.nativeRequire(${JSON.stringify(path)});` }),
};
