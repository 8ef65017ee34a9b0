import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { plan } from "../../packages/terraform-stack-tools/src/plan";
import { initializedFolder, installedProviders } from "../../packages/terraform-stack-tools/src/providers/initialized-folder";
import { terraformBinary } from "../../packages/terraform-stack-tools/src/providers/terraform-binary";
import { binaries } from "../support/terraform";

const requirements = (version: string, name = "time") => ({
  terraform: { required_providers: { [name]: { source: `hashicorp/${name}`, version } } },
});

/** Of the providers in a folder, whose programs must be there. */
function versions(folder: string): string[] {
  return installedProviders(folder).map(({ version, file }) => {
    accessSync(file, constants.X_OK);
    return version;
  });
}

const PROJECT = join(__dirname, "../..");

/** Runs a test's body with a cache of its own. */
function inCache(body: (root: string) => void): void {
  const before = process.env.XDG_CACHE_HOME;
  inFolder((folder) => {
    process.env.XDG_CACHE_HOME = folder;
    try {
      body(join(folder, "terraform-stack-tools", "plan"));
    } finally {
      if (before === undefined) {
        delete process.env.XDG_CACHE_HOME;
      } else {
        process.env.XDG_CACHE_HOME = before;
      }
    }
  });
}

describe.each(binaries())("%s", (name) => {
  const binary = terraformBinary(name);

  test("init runs once for each set of providers", () => {
    inCache((root) => {
      const folder = initializedFolder(binary, requirements("0.13.1"));
      const made = statSync(folder).ctimeMs;
      expect(initializedFolder(binary, requirements("0.13.1"))).toBe(folder);
      expect(statSync(folder).ctimeMs).toBe(made);
      expect(versions(folder)).toEqual(["0.13.1"]);
      const other = initializedFolder(binary, requirements("0.14.2"));
      expect(versions(other)).toEqual(["0.14.2"]);
      expect(readdirSync(root).filter((entry) => entry !== "downloads")).toHaveLength(2);
    });
  });

  test("ten plans of one stack run init once", () => {
    inCache((root) => {
      mkdirSync(root, { recursive: true });
      const [wrapper, log] = [join(root, "wrapper"), join(root, "log")];
      writeFileSync(wrapper, `#!/bin/sh\necho "$1" >> '${log}'\nexec ${name} "$@"\n`, { mode: 0o755 });
      const stack = { ...requirements("0.13.1"), resource: { time_offset: { one: { offset_days: 1 } } } };
      for (let count = 0; count < 10; count++) {
        plan(stack, { existing: stack, binary: wrapper });
      }
      const commands = readFileSync(log, "utf8").trim().split("\n");
      const countOf = (command: string) => commands.filter((line) => line === command).length;
      expect({ init: countOf("init"), providers: countOf("providers") }).toEqual({ init: 1, providers: 1 });
      expect({ apply: countOf("apply"), plan: countOf("plan") }).toEqual({ apply: 10, plan: 10 });
    });
  });

  test("workers that start at the same time share one init, and leave no draft and no lock behind", () => {
    inCache((root) => {
      const script =
        `const { initializedFolder } = require("./packages/terraform-stack-tools/src/providers/initialized-folder");` +
        `const { terraformBinary } = require("./packages/terraform-stack-tools/src/providers/terraform-binary");` +
        `console.log(initializedFolder(terraformBinary("${name}"), ${JSON.stringify(requirements("0.13.1"))}));`;
      const worker = `node --import tsx --eval '${script}'`;
      const { stdout, stderr } = spawnSync("sh", ["-c", `${worker} & ${worker} & ${worker} & wait`], {
        cwd: PROJECT,
        env: process.env,
        encoding: "utf8",
      });
      expect(stderr).toBe("");
      const folders = stdout.trim().split("\n");
      expect(folders).toHaveLength(3);
      expect(new Set(folders).size).toBe(1);
      expect(readdirSync(root).filter((entry) => entry !== "downloads")).toEqual([folders[0].slice(root.length + 1)]);
    });
  });

  test("the lock of a process that has died is removed", () => {
    inCache((root) => {
      const { pid } = spawnSync("true");
      mkdirSync(join(root, "lock"), { recursive: true });
      writeFileSync(join(root, "lock", "pid"), String(pid));
      expect(versions(initializedFolder(binary, requirements("0.13.1")))).toEqual(["0.13.1"]);
    });
  });

  test("a lock that is never released ends the wait with its path", () => {
    inCache((root) => {
      mkdirSync(join(root, "lock"), { recursive: true });
      writeFileSync(join(root, "lock", "pid"), String(process.pid));
      expect(() => initializedFolder(binary, requirements("0.13.1"), 0)).toThrow(
        `another plan has held ${join(root, "lock")} for too long; remove that folder if no plan is running`,
      );
    });
  });

  test("an init that fails says why, and leaves no folder that would pass for initialized", () => {
    inCache((root) => {
      expect(() => initializedFolder(binary, requirements("1.0.0", "nothing"))).toThrow(
        new RegExp(`^${name} init failed:.*hashicorp/nothing`, "s"),
      );
      expect(readdirSync(root)).toEqual(["downloads"]);
    });
  });
});
