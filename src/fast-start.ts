import { createRequire, Module } from "node:module";

/*
 * The export `./fast`, which Node.js loads before an app: `node --import cdktf-acr-aks/fast main.js`. What cdktf loads
 * whenever it starts but hardly ever needs is loaded when it is needed, and tokens do not record where they were
 * created, which cdktf shows in an error only. What an app synthesizes stays the same to the byte.
 */

type Load = () => unknown;

/** What takes the place of a module. */
type StandIn = (load: Load) => unknown;

const ofCdk = createRequire(require.resolve("cdktf"));

/** The module itself, from the first time that it is touched. */
function deferred(load: Load): unknown {
  return new Proxy(() => undefined, {
    get: (_target, name) => Reflect.get(Object(load()), name),
    apply: (_target, _self, values) => called(load(), values),
  });
}

/** `call-bound` loads thirty files, for engines that lack what is asked of it here. */
function callBound(load: Load): unknown {
  return (name: string) => {
    const [type, , method] = name.split(".");
    const known: unknown = type === "Array" ? Reflect.get(Array.prototype, method) : undefined;
    return typeof known === "function" ? Function.prototype.call.bind(known) : called(load(), [name]);
  };
}

function called(module: unknown, values: unknown[]): unknown {
  return typeof module === "function" ? module(...values) : undefined;
}

/** Loads a module that gets stand-ins for what it requires. Whoever else requires the same gets it as it is. */
function loadWith(dependent: string, standIns: { readonly [dependency: string]: StandIn }): void {
  const file = ofCdk.resolve(dependent);
  // cdktf zips assets in a process that runs a module of its own, which must not have been loaded then.
  if (file === process.argv[1]) {
    return;
  }
  const require = createRequire(file);
  const paths: string[] = [];
  for (const [dependency, standIn] of Object.entries(standIns)) {
    ifFound(() => {
      const path = require.resolve(dependency);
      if (require.cache[path] === undefined) {
        const placeholder = new Module(path);
        placeholder.loaded = true;
        placeholder.exports = standIn(() => require(dependency));
        require.cache[path] = placeholder;
        paths.push(path);
      }
    });
  }
  try {
    ofCdk(file);
  } finally {
    for (const path of paths) {
      delete require.cache[path];
    }
  }
}

/** Another version of the CDK may be laid out in another way. It starts as it does without this. */
function ifFound(body: () => void): void {
  try {
    body();
  } catch (error) {
    if (Object(error).code !== "MODULE_NOT_FOUND") {
      throw error;
    }
  }
}

/** Zips assets, in a process of its own: cdktf with `archiver`, cdktn with `fflate`. */
ifFound(() => loadWith("./private/fs", { archiver: deferred, fflate: deferred }));
/** Compares the version of Terraform, for stacks that import or move resources. */
ifFound(() => loadWith("./validations/validate-binary-version", { semver: deferred }));
ifFound(() => loadWith("json-stable-stringify", { "call-bind": deferred, "call-bound": callBound }));

ifFound(() => {
  const traces: { [name: string]: unknown } = ofCdk("./tokens/private/stack-trace");
  const untraced = ["a place that is recorded only without cdktf-acr-aks/fast"];
  for (const name of ["captureStackTrace", "captureCreationStack"]) {
    if (name in traces) {
      traces[name] = () => untraced;
    }
  }
});
