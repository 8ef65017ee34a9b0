import type { TerraformStack } from "cdktf";
import {
  describeReal,
  GENERATIONS,
  type KubernetesCluster,
  kubernetesStack,
  RealWorkspace,
  secretOf,
  startKubernetes,
} from "./support/providers";

describeReal.each(GENERATIONS)("$generation", ({ use }) => {
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;

  beforeAll(async () => {
    cluster = await startKubernetes();
  });

  beforeEach(() => {
    workspace = new RealWorkspace(cluster);
  });

  function secretIn(namespace: string): TerraformStack {
    const stack = kubernetesStack();
    secretOf(stack, "acr", { namespaces: [namespace] });
    use(stack);
    return stack;
  }

  test("a secret that cannot be created fails for its own reason alone", () => {
    workspace.write(secretIn("nowhere")).variables({ password: "correct-horse" });
    const { code, output } = workspace.run("apply", "-auto-approve", "-input=false");
    expect([code, output]).toEqual([1, expect.stringContaining('namespaces "nowhere" not found')]);
    expect(output.match(/Error: /g)).toHaveLength(1);
  });

  test("a document that is too large is refused before anything is created", () => {
    workspace.write(secretIn("default")).variables({ password: "x".repeat(500_000) });
    expect(workspace.planError()).toContain("credentials must fit into a document of at most 1 MiB");
    workspace.variables({ password: "x".repeat(400_000) }).apply();
    expect(workspace.changes()).toEqual([]);
  });
});
