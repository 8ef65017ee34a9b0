import { TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { AksCluster, ContainerRegistry, ImagePullSecret } from "../../src";
import { LITERAL } from "../support/builders";
import { emptyStack, render } from "../support/stack";
import { describeBinaries, Workspace } from "../support/terraform";

const PLACE = { resourceGroupName: "rg-prod", location: "westeurope" };

interface Options {
  /** What is wrong with the paths. */
  readonly typo?: string;
  readonly isMoved?: boolean;
  readonly preventDestroy?: boolean;
}

function before() {
  const stack = emptyStack();
  const registry = new ContainerRegistry(stack, "acr", { ...PLACE, registryName: "contoso", preventDestroy: true });
  registry.grantPull(new AksCluster(stack, "aks", { ...PLACE, clusterName: "prod", preventDestroy: true }));
  new ImagePullSecret(stack, "pull", { credentials: [LITERAL], namespaces: ["apps"] });
  return render(stack);
}

function after({ typo = "", isMoved = true, preventDestroy = true }: Options) {
  const stack = emptyStack();
  const platform = new Construct(stack, "platform");
  const from = (id: string) => (isMoved ? `${id}${typo}` : undefined);
  const registry = new ContainerRegistry(platform, "images", {
    ...PLACE,
    registryName: "contoso",
    preventDestroy,
    movedFrom: from("acr"),
  });
  registry.grantPull(new AksCluster(platform, "prod", { ...PLACE, clusterName: "prod", preventDestroy, movedFrom: from("aks") }));
  const secretName = "pull";
  const namespaces = new TerraformVariable(stack, "namespaces", { type: "list(string)", default: ["apps"] }).listValue;
  new ImagePullSecret(platform, "secret", { credentials: [LITERAL], secretName, namespaces, movedFrom: from("pull") });
  return render(stack);
}

describeBinaries((binary) => {
  let workspace: Workspace;
  const plan = (options: Options) =>
    workspace.file("cdk.tf.json", JSON.stringify(after(options), null, 2)).run("plan", "-input=false");

  const destroy = (...args: string[]) => workspace.run("destroy", "-auto-approve", "-input=false", ...args);

  beforeEach(() => {
    workspace = new Workspace(binary);
    workspace.write(before()).apply();
  });

  afterEach(() => {
    workspace.remove();
  });

  test("a mistyped path fails the plan with the repair in the line that the engine shows, one error for each", () => {
    const { code, output } = plan({ typo: "-old" });
    expect(code).toBe(1);
    for (const path of ["images] movedFrom|acr", "prod] movedFrom|aks", "secret] movedFrom|pull"]) {
      const [present, former] = path.split("|");
      const line = output.split("\n").find((text) => text.includes(`[stack/platform/${present}`)) ?? "";
      expect(line).toContain('"count": ');
      expect(line).toContain(
        `got '${former}-old'; correct it, and set each name that came from the former id; leave it out where`,
      );
    }
    expect(output.match(/Error: Invalid count argument/g)).toHaveLength(3);
  });

  test("a new namespace gets a secret beside those that are moved, and none at all is no error", () => {
    for (const [namespaces, summary] of [
      [["apps", "jobs"], "Plan: 1 to add, 0 to change, 0 to destroy."],
      [[], "Plan: 0 to add, 0 to change, 1 to destroy."],
    ]) {
      workspace.variables({ namespaces });
      expect(plan({})).toMatchObject({ code: 0, output: expect.stringContaining(String(summary)) });
    }
  });

  test("what is moved stays, and a destroy that ended halfway goes on once the move is left out", () => {
    expect(plan({})).toMatchObject({ code: 0, output: expect.stringContaining("0 to add, 0 to change, 0 to destroy") });
    workspace.apply();
    plan({ preventDestroy: false });
    const cluster = Object.keys(workspace.state()).find((address) => address.startsWith("azurerm_kubernetes_cluster."));
    expect(destroy(`-target=${cluster}`).code).toBe(0);
    const again = destroy();
    expect(again).toMatchObject({ code: 1, output: expect.stringContaining("[stack/platform/prod] movedFrom must be") });
    expect(again.output).toContain("leave it out where this is new, replaced or destroyed");
    plan({ preventDestroy: false, isMoved: false });
    expect(destroy().code).toBe(0);
    expect(workspace.state()).toEqual({});
  });

  test("an object that is there is destroyed while its move is stated", () => {
    expect(plan({ preventDestroy: false }).code).toBe(0);
    expect(destroy().code).toBe(0);
    expect(workspace.state()).toEqual({});
  });
});
