import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackFolder } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { handOff } from "../../packages/terraform-stack-tools/src/hand-off";
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
});
