import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackFolder } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { handOff } from "../../packages/terraform-stack-tools/src/hand-off";
import { initializedSchemas, printedSchemas } from "../../packages/terraform-stack-tools/src/providers/schemas/known-schemas";
import { isGap, type SchemaSource } from "../../packages/terraform-stack-tools/src/providers/schemas/schema-source";
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

  test("are those of the initialized provider", () => {
    const source = initializedSchemas(binary);
    expectKubernetes(source);
    expect(source.find("kubernetes_secret_v1", KUBERNETES)).toMatchObject({
      origin: expect.stringMatching(/^the initialized provider registry\..*\/hashicorp\/kubernetes 2\.38\.0$/),
    });
  });

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

  test("make HCL of a stack, which says where they are from when something cannot be had", () => {
    const input = stackFolder(folder, STACK);
    handOff({ input, out: join(folder, "initialized"), format: "hcl", allowSecrets: true, init: true, binary });
    expect(readFileSync(join(folder, "initialized/main.tf"), "utf8")).toContain('resource "kubernetes_secret_v1" "pull" {');
    const missing = stackFolder(folder, { terraform: {}, resource: { nothing_here: { x: {} } } }, "missing");
    expect(() => handOff({ input: missing, out: join(folder, "x"), format: "hcl", init: true, binary })).toThrow(
      /^--init could not read the schema of 'hashicorp\/nothing': .* init failed:/,
    );
  });

  test("need a program that exists", () => {
    const input = stackFolder(folder, STACK);
    const out = join(folder, "y");
    expect(() => handOff({ input, out, format: "hcl", allowSecrets: true, init: true, binary: "no-such-program" })).toThrow(
      "no-such-program",
    );
  });
});
