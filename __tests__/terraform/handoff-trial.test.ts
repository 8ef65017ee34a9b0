import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GRANT, inFolder, stackFolder } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { type Format, handOff } from "../../packages/terraform-stack-tools/src/hand-off";
import type { Json, JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { type Binary, binaries, inWorkspace } from "../support/terraform";

/** Hands a stack over with its tests run, and gives the progress and the texts of the files. */
function handedOver(stack: Json, binary: string, format: Format = "hcl") {
  return inFolder((folder) => {
    const out = join(folder, "out");
    const lines: string[] = [];
    handOff({ input: stackFolder(folder, stack), out, format, test: true, binary, onProgress: (line) => lines.push(line) });
    const paths = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const files = paths.map((entry): [string, string] => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(out.length + 1), readFileSync(path, "utf8")];
    });
    return { progress: lines.join("\n"), files: new Map(files) };
  });
}

function testsOf(files: ReadonlyMap<string, string>, binary: Binary): string {
  return inWorkspace(binary, (workspace) => {
    for (const [path, text] of files) {
      workspace.file(path, text);
    }
    return workspace.succeed("test");
  });
}

/** No example value passes the first, and the second would be refused by the provider if an expression gave it. */
const UNTESTABLE: JsonObject = {
  ...GRANT,
  variable: {
    object_id: {
      type: "string",
      validation: [{ condition: '${can(regex("^zebra$", var.object_id))}', error_message: "No zebra." }],
    },
  },
};

describe.each(binaries())("%s", (binary) => {
  test("runs the tests of a bundle before it is written, and says so in a line", () => {
    const { progress, files } = handedOver(GRANT, binary);
    expect(progress).toMatch(/^'grant': \d+ files.*; its tests pass with (Terraform|OpenTofu) \d/);
    expect(files.get("README.md")).not.toContain("failed when this folder was made");
  });

  test("writes no test that fails, and the README says which and why", () => {
    const { progress, files } = handedOver(UNTESTABLE, binary);
    expect(progress).toMatch(/of its tests with .*, 2 failed and are left out, as its README says/);
    expect([...files.keys()]).not.toContain("tests/module.tftest.hcl");
    expect(files.get("README.md")).toMatch(/- tests\/module\.tftest\.hcl, run "plan": Invalid value for variable/);
    expect(testsOf(files, binary)).toMatch(/2 passed, 0 failed/);
  });

  test("holds values that other blocks do not have, and keys that look like templates", () => {
    const { progress } = handedOver(STRANGE, binary);
    expect(progress).toContain("its tests pass with");
  });
});

/** One block of several has what another one has not, a key is a template to escape, and ids refer to each other. */
const STRANGE: JsonObject = {
  terraform: { required_providers: { kubernetes: { source: "kubernetes", version: "2.38.0" } } },
  resource: {
    kubernetes_config_map_v1: {
      map: { metadata: [{ name: "a", labels: { "$${x}": "1" } }], data: { "$${x}": "y", "%%{z}": "1.0" } },
    },
    kubernetes_pod_v1: {
      pod: {
        metadata: [{ name: "a" }],
        spec: [
          {
            container: [
              { name: "a", image: "a", args: ["x", "y"], resources: [{ limits: { cpu: "1" } }] },
              { name: "b", image: "b" },
            ],
          },
        ],
      },
    },
  },
};

test("runs nothing of a stack that calls modules, whose providers no test mocks, and looks for no provider beside a stack", () => {
  const called = { module: { other: { source: "./assets/other" } } };
  const [binary] = binaries();
  expect(handedOver(called, binary).progress).toContain("its tests were not run: the modules that it calls may run programs");
});

test("says in a line why tests were not run", () => {
  expect(handedOver(GRANT, "no-such-engine").progress).toContain(
    "its tests were not run: no Terraform 1.7 or OpenTofu 1.8 or later is there",
  );
  const elsewhere = {
    terraform: { required_providers: { x: { source: "example/nowhere", version: "1.0.0" } } },
    resource: { x_y: { z: {} } },
  };
  const [binary] = binaries();
  expect(handedOver(elsewhere, binary).progress).toContain(
    "its tests were not run: the provider 'example/nowhere' is not on this machine; --init downloads it",
  );
});
