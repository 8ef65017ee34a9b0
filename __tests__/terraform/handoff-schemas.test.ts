import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { declarations } from "../../packages/terraform-stack-tools/__tests__/support/bindings";
import { stackFolder, writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { eject } from "../../packages/terraform-stack-tools/src/export/eject";
import { handOff } from "../../packages/terraform-stack-tools/src/export/hand-off";
import { isGap, type SchemaSource } from "../../packages/terraform-stack-tools/src/providers/schemas/known-schemas";
import { printedSchemas } from "../../packages/terraform-stack-tools/src/providers/schemas/sources";
import type { RequiredProvider } from "../../packages/terraform-stack-tools/src/stack/stack";
import { binaries } from "../support/terraform";

const KUBERNETES: RequiredProvider = { name: "k8s", source: "hashicorp/kubernetes", version: "2.38.0", others: {} };

const STACK = {
  terraform: { required_providers: { kubernetes: { source: "hashicorp/kubernetes", version: "2.38.0" } } },
  resource: { kubernetes_secret_v1: { pull: { metadata: { name: "acr" }, data: { a: "b" } } } },
};

describe.each(binaries())("schemas from %s", (binary) => {
  let folder: string;
  const cache = process.env.XDG_CACHE_HOME;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
    process.env.XDG_CACHE_HOME = join(folder, "cache");
  });

  afterAll(() => {
    if (cache === undefined) {
      delete process.env.XDG_CACHE_HOME;
    } else {
      process.env.XDG_CACHE_HOME = cache;
    }
    rmSync(folder, { recursive: true });
  });

  function expectKubernetes(source: SchemaSource) {
    const bodyOf = (type: string) => {
      const answer = source.find(type, KUBERNETES);
      return answer === undefined || isGap(answer) ? undefined : answer.body;
    };
    const secret = bodyOf("kubernetes_secret_v1");
    expect([secret?.blockOf("metadata"), secret?.blockOf("data")]).toEqual([expect.anything(), undefined]);
    expect([secret?.takesCollection("data"), secret?.isRequired?.("metadata")]).toEqual([true, true]);
    expect(bodyOf("data.kubernetes_service_v1")?.blockOf("metadata")).toBeDefined();
    expect(bodyOf("provider.kubernetes")?.blockOf("exec")).toBeDefined();
    expect(source.find("kubernetes_nothing", KUBERNETES)).toEqual({ gap: expect.stringContaining("has no such type") });
  }

  test("are those in the file that it prints", () => {
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: STACK.terraform }));
    const run = (...args: string[]) => execFileSync(binary, args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 30 });
    run("init");
    const file = join(folder, "schemas.json");
    writeFileSync(file, run("providers", "schema", "-json"));
    expectKubernetes(printedSchemas(file));
    const input = stackFolder(folder, STACK);
    handOff({ input, out: join(folder, "out"), format: "hcl", allowSecrets: true, schemas: [file] });
    expect(readFileSync(join(folder, "out/main.tf"), "utf8")).toContain("metadata {");
  });

  test("are those of a provider, which --init asks where the bindings leave out what the stack uses", () => {
    const project = join(folder, "project");
    const source = "example/kubernetes";
    const required_providers = { kubernetes: { source, version: "2.38.0" } };
    const bindings = declarations("kubernetes_secret_v1", `${source}/2.38.0`, { metadata: "left out", data: "object" });
    const path = "node_modules/@cdktf/provider-kubernetes/lib/secret-v1/index.d.ts";
    writeFiles(project, { "stack/cdk.tf.json": { ...STACK, terraform: { required_providers } }, [path]: bindings });
    const lines: string[] = [];
    const options = { input: join(project, "stack"), binary, allowSecrets: true, onProgress: (line: string) => lines.push(line) };
    const written = () => eject({ ...options, out: join(folder, "ejected") });
    expect(written).toThrow(/leave out what is in 'metadata'\)\nOnly a schema tells .* Add --init, .* add --schemas/);
    const setting = process.env.TF_CLI_ARGS_init;
    try {
      process.env.TF_CLI_ARGS_init = `-plugin-dir='${mirrorWith(join(folder, "mirror"), source)}'`;
      eject({ ...options, out: join(folder, "ejected"), init: true });
      handOff({ ...options, out: join(folder, "handed"), init: true, format: "hcl" });
    } finally {
      process.env.TF_CLI_ARGS_init = setting;
    }
    for (const out of ["ejected", "handed"]) {
      expect(readFileSync(join(folder, out, "main.tf"), "utf8")).toMatch(/ data = \{\n.* metadata \{\n/s);
    }
    expect(lines.filter((line) => line.startsWith("init "))).toEqual(
      Array(2).fill(`init of the provider '${source} 2.38.0', for its schema`),
    );
  });
});

/** A mirror in which the provider for Kubernetes is that of somebody else, of which nothing here knows a schema. */
function mirrorWith(folder: string, source: string): string {
  const [, own = ""] = /-plugin-dir='([^']+)'/.exec(process.env.TF_CLI_ARGS_init ?? "") ?? [];
  for (const host of ["registry.terraform.io", "registry.opentofu.org"]) {
    const version = join(folder, host, source, "2.38.0");
    mkdirSync(version, { recursive: true });
    symlinkSync(join(own, host, "hashicorp/kubernetes/2.38.0/linux_amd64"), join(version, "linux_amd64"));
  }
  return folder;
}
