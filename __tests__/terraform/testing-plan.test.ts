import { TerraformElement, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type Plan, plan, planMatchers, planSerializer, synthesize } from "../../packages/terraform-stack-tools/src/plan";
import { type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { mapBlocks, readStack } from "../../packages/terraform-stack-tools/src/stack/stack";
import { AksCluster, ContainerRegistry, ImagePullSecret, RegistryCredentials, ServicePrincipalCredentials } from "../../src";
import { scenarios } from "../../stacks/main";
import { everyOther } from "../support/every-other";
import { inputsOf } from "../support/inputs";
import { installableStacksOf } from "../support/scenarios";
import { emptyStack } from "../support/stack";
import { type Binary, binaries, describeBinaries, inWorkspace, isPlannable } from "../support/terraform";
import { LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../support/values";

expect.extend(planMatchers);

const printed = (value: ReturnType<typeof plan>) => planSerializer.serialize(value, {}, "");

/** Address to action, as the test harness has it for providers that answer without mocks. */
function actions(value: ReturnType<typeof plan>): Record<string, string> {
  const entries = Object.entries(value.resources).map(([address, { action, createBeforeDestroy }]) => [
    address,
    action === "replace" ? replacement(createBeforeDestroy) : action,
  ]);
  return Object.fromEntries(entries.filter(([, action]) => action !== "no-op" && action !== "read"));
}

function replacement(createBeforeDestroy = false): string {
  return createBeforeDestroy ? "create+delete" : "delete+create";
}

/** A stack as it may look from one pull request to the next. */
function stackOf({
  name = "contoso",
  sku = "Basic",
  clusters = ["prod"],
  namespaces = ["apps"],
  username = "puller",
  moved = false,
} = {}): JsonObject {
  const stack = emptyStack();
  const registry = new ContainerRegistry(stack, "acr", { registryName: name, resourceGroupName: "rg", location: "westeurope" });
  override(registry, "sku", sku);
  for (const [index, cluster] of clusters.entries()) {
    const kubeletObjectId = OBJECT_ID.replace(/.$/, String(index));
    registry.grantPull(AksCluster.fromClusterAttributes(stack, moved ? `moved-${cluster}` : cluster, { kubeletObjectId }));
  }
  const credentials = [RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username, password: "example" })];
  new ImagePullSecret(stack, "acr-pull", { credentials, namespaces });
  const json = synthesize(stack).toJSON();
  return moved ? { ...json, moved: [{ from: addressOf(stackOf(), PULL), to: addressOf(json, PULL) }] } : json;
}

const PULL = "azurerm_role_assignment";

const TWO_REGISTRIES = { for_each: '${toset(["contosoeu", "contosous"])}', name: "${each.key}" };

/** The address of the first block of a type. */
function addressOf(json: JsonObject, type: string): string {
  return readStack(json).blocks.find((block) => block.type === type)?.address ?? "";
}

/** A stack with other arguments for the resources of some types. */
function withArguments(json: JsonObject, byType: Readonly<Record<string, JsonObject>>): JsonObject {
  return mapBlocks(readStack(json), ({ kind, type, body }) => ({ ...body, ...(kind === "resource" ? byType[type] : {}) }))
    .sections;
}

function override({ node }: IConstruct, path: string, value: unknown): void {
  if (!TerraformElement.isTerraformElement(node.defaultChild)) {
    throw new Error(`${node.path} has no primary element`);
  }
  node.defaultChild.addOverride(path, value);
}

const scenarioStacks = installableStacksOf(scenarios).map((stack) => [stack.node.id, stack] as const);

const firstPlans = new Map<string, Plan>();

/** The plan of a scenario by an engine, which several tests read. */
function firstPlan(stack: TerraformStack, binary: Binary): Plan {
  const key = `${binary} ${stack.node.id}`;
  const planned = firstPlans.get(key) ?? planAgain(stack, binary);
  firstPlans.set(key, planned);
  return planned;
}

function planAgain(stack: TerraformStack, binary: Binary): Plan {
  return plan(stack, { variables: inputsOf(synthesize(stack).toJSON()), binary });
}

test.each(scenarioStacks)("%s plans the same, whatever the binary", (_id, stack) => {
  const [first, ...others] = binaries().map((binary) => firstPlan(stack, binary));
  for (const other of others) {
    expect(printed(other)).toBe(printed(first));
  }
});

describeBinaries((binary, run) => {
  const stacks = everyOther(scenarioStacks, run);

  const planned = stacks.filter(([, stack]) => isPlannable(synthesize(stack).toJSON()));
  test.each(planned)("finds in %s what providers plan that are not mocked, and shows no secret", (_id, stack) => {
    const json = synthesize(stack).toJSON();
    inWorkspace(binary, (workspace) => {
      const planned = firstPlan(stack, binary);
      expect(printed(planned)).not.toContain("canary");
      expect(actions(planned)).toEqual(workspace.write(json).variables(inputsOf(json)).plan());
    });
  });

  test.each<[string, Parameters<typeof stackOf>[0]]>([
    ["nothing", {}],
    ["the name of the registry, and with it the grants", { name: "other" }],
    ["an argument that can change in place", { sku: "Premium" }],
    ["a grant that is dropped", { clusters: [] }],
    ["a grant that is added", { clusters: ["prod", "edge"] }],
    ["a grant that moves", { moved: true }],
    ["a grant that moves while the registry is replaced", { moved: true, name: "other" }],
    ["one namespace added and one removed", { namespaces: ["jobs"] }],
    ["a secret", { username: "other" }],
  ])("sees of an update what providers plan that are not mocked: %s", (_name, change) => {
    const [existing, changed] = [stackOf(), stackOf(change)];
    inWorkspace(binary, (workspace) => {
      workspace.write(existing).apply();
      expect(actions(plan(changed, { existing, binary }))).toEqual(workspace.write(changed).plan());
    });
  });

  test.each(stacks)("has nothing to change in %s where nothing has changed", (_id, stack) => {
    const json = synthesize(stack).toJSON();
    const update = plan(json, { existing: json, variables: inputsOf(json), binary });
    expect(Object.values(update.resources).filter(({ action }) => !["no-op", "read"].includes(action))).toEqual([]);
  });

  test("takes an admin account that is read to be enabled, and an assignment that is imported to be on its registry", () => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" });
    const existingRoleAssignmentId = `${REGISTRY_ID}/providers/Microsoft.Authorization/roleAssignments/${OBJECT_ID}`;
    registry.grantPull(AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: OBJECT_ID }), {
      existingRoleAssignmentId,
    });
    new ImagePullSecret(stack, "acr-pull", { credentials: [registry.adminCredentials()], namespaces: ["apps"] });
    expect(Object.values(plan(stack, { binary }).resources).map(({ action }) => action)).toEqual([
      "import, changes unknown",
      "create",
      "create",
    ]);
  });

  test("takes an answer for what has moved by its new address, and by its earlier one", () => {
    const json = stackOf({ clusters: [] });
    const existing = { ...json, output: { host: { value: "${azurerm_container_registry.acr.login_server}" } } };
    const { azurerm_container_registry: registries, ...others } = objectOf(json.resource);
    const changed = {
      ...json,
      resource: { ...others, azurerm_container_registry: { renamed: objectOf(registries).acr } },
      output: { host: { value: "${azurerm_container_registry.renamed.login_server}" } },
      moved: [
        { from: "azurerm_container_registry.acr", to: "azurerm_container_registry.between" },
        { from: "azurerm_container_registry.between", to: "azurerm_container_registry.renamed" },
      ],
    };
    const hostBy = (address: string) =>
      plan(changed, { existing, binary, mocks: { [address]: { login_server: LOGIN_SERVER } } }).outputs.host;
    expect(hostBy("azurerm_container_registry.renamed")).toBe(LOGIN_SERVER);
    expect(hostBy("azurerm_container_registry.acr")).toBe(LOGIN_SERVER);
    expect(plan(changed, { existing, binary }).outputs.host).toBe(
      "(unknown offline: azurerm_container_registry.renamed.login_server)",
    );
  });

  test("takes another registry that is looked up, or another instance of one, for another id", () => {
    const lookUp = (registryName: string) => {
      const stack = emptyStack();
      const cluster = AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: OBJECT_ID });
      ContainerRegistry.fromLookup(stack, "acr", { registryName, resourceGroupName: "rg" }).grantPull(cluster);
      return stack;
    };
    expect(() => expect(plan(lookUp("other1"), { existing: lookUp("contoso"), binary })).toPlanNoReplacement()).toThrow(
      "forced by scope",
    );
    const instance = (key: string) => {
      const scope = `\${azurerm_container_registry.acr["${key}"].id}`;
      return withArguments(stackOf(), { azurerm_container_registry: TWO_REGISTRIES, [PULL]: { scope } });
    };
    expect(plan(instance("contosoeu"), { existing: instance("contosoeu"), binary })).toPlanNoReplacement();
    expect(() => expect(plan(instance("contosous"), { existing: instance("contosoeu"), binary })).toPlanNoReplacement()).toThrow(
      "forced by scope",
    );
  });

  test("takes an instance that another one names by way of a local or of its own value for another id", () => {
    const version = (key: string) => {
      const json = withArguments(stackOf({ clusters: [] }), { azurerm_container_registry: TWO_REGISTRIES });
      const pull = { principal_id: OBJECT_ID, role_definition_name: "AcrPull", principal_type: "ServicePrincipal" };
      const azurerm_role_assignment = {
        local: { ...pull, scope: "${local.scope}" },
        each: { ...pull, for_each: { one: key }, scope: "${azurerm_container_registry.acr[each.value].id}" },
      };
      return {
        ...json,
        locals: { scope: `\${azurerm_container_registry.acr["${key}"].id}` },
        resource: { ...objectOf(json.resource), azurerm_role_assignment },
      };
    };
    expect(plan(version("contosoeu"), { existing: version("contosoeu"), binary })).toPlanNoReplacement();
    const { resources } = plan(version("contosous"), { existing: version("contosoeu"), binary });
    for (const address of ["azurerm_role_assignment.local", 'azurerm_role_assignment.each["one"]']) {
      expect(resources[address]).toMatchObject({ action: "replace", because: ["scope"] });
    }
  });

  test("shows that another state is read, with made-up outputs that pass the providers' validation", () => {
    const version = (key: string) => {
      const data = {
        terraform_remote_state: { net: { backend: "local", config: { path: `${key}.tfstate` } } },
        azurerm_container_registry: {
          other: {
            name: '${data.terraform_remote_state.net.outputs["registry_name"]}',
            resource_group_name: "${data.terraform_remote_state.net.outputs.rg}",
          },
        },
      };
      const scope = "${data.terraform_remote_state.net.outputs.registry_id}";
      return { ...withArguments(stackOf(), { [PULL]: { scope } }), data };
    };
    const same = plan(version("prod"), { existing: version("prod"), binary });
    expect(same).toPlanNoReplacement();
    expect(same.resources[addressOf(version("prod"), PULL)].values).toMatchObject({
      scope: "(unknown offline: data.terraform_remote_state.net.outputs.registry_id)",
    });
    expect(() => expect(plan(version("staging"), { existing: version("prod"), binary })).toPlanNoReplacement()).toThrow(
      "forced by scope",
    );
  });

  test("plans credentials from a key vault, which cannot be mocked", () => {
    const stack = emptyStack();
    const credentials = RegistryCredentials.fromKeyVaultSecret(stack, "vault", {
      loginServer: LOGIN_SERVER,
      keyVaultId: REGISTRY_ID.replace("ContainerRegistry/registries", "KeyVault/vaults"),
      usernameSecretName: "username",
      passwordSecretName: "password",
    });
    new ImagePullSecret(stack, "acr-pull", { credentials: [credentials], namespaces: ["apps"] });
    expect(plan(stack, { binary }).resources['kubernetes_secret_v1.acr-pull["apps"]'].values).toMatchObject({
      data_wo: "(write-only value)",
      type: "kubernetes.io/dockerconfigjson",
    });
    const json = synthesize(stack).toJSON();
    expect(plan(json, { existing: json, binary }).resources['kubernetes_secret_v1.acr-pull["apps"]'].action).toBe("no-op");
  });

  test("distinguishes an import from a creation", () => {
    const json = stackOf();
    const pull = addressOf(json, PULL);
    const importing = (to: string) => ({ import: [{ to, id: "/subscriptions/x" }] });
    expect(plan({ ...json, ...importing(pull) }, { binary }).resources[pull].action).toBe("import, changes unknown");
    const repeated = withArguments(json, { [PULL]: { for_each: '${toset(["one", "two"])}' } });
    const { resources } = plan({ ...repeated, ...importing(`${pull}["one"]`) }, { binary });
    expect(["one", "two"].map((key) => resources[`${pull}["${key}"]`].action)).toEqual(["import, changes unknown", "create"]);
  });

  test("gives the results of checks, those that only Azure can decide as unknown", () => {
    const asserting = (condition: string) => ({ assert: [{ condition, error_message: "no" }] });
    const check = {
      failing: asserting('${azurerm_container_registry.acr.sku == "Premium"}'),
      holding: asserting('${azurerm_container_registry.acr.sku == "Basic"}'),
      open: asserting('${azurerm_container_registry.acr.login_server != "x"}'),
    };
    const json = { ...stackOf(), check };
    const expected = { "check.failing": "failed", "check.holding": "passed", "check.open": "unknown" };
    expect(plan(json, { binary }).checks).toEqual(expected);
    expect(plan(json, { existing: json, binary }).checks).toMatchObject({ "check.failing": "failed", "check.holding": "passed" });
  });

  test("shows no secret, whether it is created or changed, and none of the machine's paths", () => {
    const json = (salt: string) => {
      const stack = emptyStack();
      const text = synthesize(stack).toJSON();
      return {
        ...text,
        variable: { password: { type: "string", sensitive: true } },
        resource: {
          kubernetes_secret_v1: {
            one: { metadata: { name: "x" }, data: { password: `\${var.password}${salt}`, plain: "canary-literal" } },
          },
        },
        output: { password: { value: "${var.password}", sensitive: true } },
      };
    };
    const variables = { password: "canary-${x}" };
    const update = plan(json("2"), { existing: json("1"), variables, binary });
    expect(update.resources["kubernetes_secret_v1.one"].action).toBe("update");
    for (const one of [update, plan(json(""), { variables, binary })]) {
      expect(JSON.stringify(one) + printed(one)).not.toMatch(/canary|\/tmp|\/root|\/home/);
    }
  });

  test("fails with the provider's words and the construct's path, without secrets", () => {
    const stack = emptyStack();
    const puller = new ServicePrincipalCredentials(stack, "puller", {
      registry: ContainerRegistry.fromRegistryAttributes(stack, "acr", { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER }),
    });
    override(puller, "nothing", "${var.password}");
    stack.addOverride("variable", { password: { type: "string", sensitive: true } });
    expect(() => plan(stack, { variables: { password: "canary" }, binary })).toThrow(
      /^the stack cannot be planned\n\n\[stack\/puller\/Default\] azuread_service_principal\.\w+: .*\n.*"nothing"/,
    );
    stack.addOverride("variable.password.validation", [
      { condition: '${var.password == "x"}', error_message: "no ${var.password}" },
    ]);
    expect(() => plan(stack, { variables: { password: "canary" }, binary })).toThrow(/^(?!.*canary)/s);
  });

  test("fails where Terraform would: something is replaced that must not be destroyed", () => {
    const lifecycle = { prevent_destroy: true };
    const changed = withArguments(stackOf({ name: "other" }), { azurerm_container_registry: { lifecycle } });
    expect(() => plan(changed, { existing: stackOf(), binary })).toThrow(
      /azurerm_container_registry\.acr: .*cannot be destroyed/,
    );
  });

  test("names a variable that the stack does not have, and one whose value it refuses", () => {
    const validation = [{ condition: '${var.one == "x"}', error_message: "one must be x." }];
    const json = { variable: { one: { type: "string", validation } } };
    expect(() => plan(json, { variables: { one: "x", two: "y" }, binary })).toThrow("the stack has no variable two; it has one");
    expect(() => plan(json, { variables: { one: "y" }, binary })).toThrow(
      /var\.one: Invalid value for variable\n\s+one must be x/,
    );
  });

  test("names the version of the stack that lacks a variable", () => {
    const changed = { variable: { one: { type: "string" } } };
    const existing = { variable: { one: { type: "string" }, two: { type: "string" } } };
    expect(() => plan(changed, { existing, variables: { one: "1" }, binary })).toThrow(
      "the existing version of the stack: no value for two",
    );
  });
});
