import type { Json, JsonObject } from "../../src/stack/json";
import { grant, object, ReviewFolder, shownPlan } from "../support/shown-plans";

const folder = new ReviewFolder();
afterAll(() => folder.remove());

const created = (type: string, values: JsonObject = {}, name = "one"): JsonObject =>
  object(type, name, values, { actions: ["create"], before: null });
const deleted = (type: string, values: JsonObject = {}): JsonObject =>
  object(type, "one", values, { actions: ["delete"], after: null });

/** A plan of resources, of which some run programs. */
function planOf(changes: readonly Json[], more: JsonObject = {}): JsonObject {
  return shownPlan(changes, { configuration: { root_module: {} }, ...more });
}

const programs = (type: string, ...provisioners: readonly string[]): JsonObject => ({
  configuration: {
    root_module: {
      resources: [
        {
          ...{ address: `${type}.one`, mode: "managed", type, name: "one" },
          provisioners: provisioners.map((one) => ({ type: one, expressions: { command: { constant_value: "az acr login" } } })),
        },
      ],
    },
  },
});

function gate(plan: JsonObject, ...options: readonly string[]): { readonly code: number; readonly lines: string[] } {
  const { code, error } = folder.review(plan, "--fail-on", "gain", ...options);
  return { code, lines: error.split("\n").filter((line) => line !== "") };
}

/** Of the attacks on "--fail-on gain stops for whatever gives access to images", those by what is not derived. */
const WAYS: readonly (readonly [way: string, kind: string, plan: JsonObject])[] = [
  [
    "a program beside a resource that is created",
    "provisioner local-exec",
    planOf([created("null_resource")], programs("null_resource", "local-exec")),
  ],
  [
    "a program that runs when a resource is destroyed",
    "provisioner local-exec",
    planOf([deleted("null_resource", { id: "1" })], programs("null_resource", "local-exec")),
  ],
  [
    "an action that is run when its resource goes",
    "azapi_resource_action Microsoft.ContainerRegistry/registries/listCredentials",
    planOf([
      deleted("azapi_resource_action", {
        ...{ type: "Microsoft.ContainerRegistry/registries@2025-11-01", action: "listCredentials", method: "POST" },
        when: "destroy",
      }),
    ]),
  ],
  [
    "a program that a data source within a check runs",
    "data.external",
    planOf([
      {
        ...created("external", { program: ["sh"] }),
        ...{ address: "data.external.one", mode: "data", action_reason: "read_because_check_nested" },
        change: { actions: ["read"], before: null, after: { program: ["sh"] } },
      },
    ]),
  ],
  [
    "what delegates roles to another tenant",
    "azapi_resource Microsoft.ManagedServices/registrationDefinitions",
    planOf([created("azapi_resource", { type: "Microsoft.ManagedServices/registrationDefinitions@2022-10-01" })]),
  ],
  [
    "an action of a provider",
    "action.aws_lambda_invoke",
    planOf([], { action_invocations: [{ address: "module.a.action.aws_lambda_invoke.run", type: "aws_lambda_invoke" }] }),
  ],
  [
    "a chart that is deferred to a later plan",
    "helm_release",
    planOf([], {
      deferred_changes: [
        { reason: "provider_config_unknown", resource_change: object("helm_release", "one", {}, { actions: ["update"] }) },
      ],
    }),
  ],
  ["a resource of a provider that nobody knows", "shop_basket", planOf([created("shop_basket")])],
];

test.each(WAYS)("%s is not judged, and stops --fail-on gain until it is allowed by its name", (_way, kind, plan) => {
  const stopped = gate(plan);
  expect(stopped).toEqual({ code: 3, lines: [expect.stringContaining(`--fail-on gain: shop: not judged: ${kind} (1): `)] });
  expect(stopped.lines[0]).toContain(`--allow '${kind}' accepts it`);
  expect(gate(plan, "--allow", kind)).toEqual({ code: 0, lines: [] });
  const { code, lines } = gate(plan, "--allow", `${kind}s`);
  expect(code).toBe(3);
  expect(lines).toContainEqual(expect.stringContaining(`--allow '${kind}s' accepts nothing`));
});

test.each<[string, JsonObject]>([
  ["a chart that stays as it is", planOf([object("helm_release", "one", {})])],
  ["a chart that goes", planOf([deleted("helm_release")])],
  ["a chart that Terraform forgets", planOf([object("helm_release", "one", {}, { actions: ["forget"] })])],
])("%s gives nobody anything", (_what, plan) => {
  expect(gate(plan)).toEqual({ code: 0, lines: [] });
  expect(JSON.parse(folder.review(plan, "--format", "json").out).stacks[0].notJudged).toEqual([]);
});

describe("--allow", () => {
  const releases = ["shop", 'web["a"]', "web[0]"].map((name) => ({
    ...created("helm_release", {}, name),
    name: name.replace(/\[.*/, ""),
  }));
  const plan = planOf([
    ...releases,
    grant("company", { role_definition_name: "Company" }, { actions: ["create"], before: null }),
  ]);

  test("takes an address, which covers its instances, of what is not judged and of what is unclear", () => {
    const { code, lines } = gate(plan, "--allow", "helm_release.web");
    expect(code).toBe(3);
    expect(lines).toEqual([
      expect.stringContaining("azurerm_role_assignment.company: "),
      expect.stringMatching(/not judged: helm_release \(1\): /),
    ]);
    const all = ["helm_release.web", "helm_release.shop", "azurerm_role_assignment.company"];
    expect(gate(plan, ...all.flatMap((name) => ["--allow", name]))).toEqual({ code: 0, lines: [] });
    expect(gate(plan, "--allow", "helm_release", "--allow", "azurerm_role_assignment.company")).toEqual({ code: 0, lines: [] });
    expect(gate(plan, "--allow", "helm_release", "--allow", 'helm_release.web["b"]').code).toBe(3);
    expect(gate(plan, "--allow", "helm_release", "--allow", "azurerm_role_assignment").code).toBe(3);
  });

  test("that accepts nothing is told, whatever the exit code is", () => {
    const told = "--allow 'helm_releases' accepts nothing; nothing of that kind or address is unclear or not judged.";
    expect(gate(planOf([]), "--allow", "helm_releases")).toEqual({ code: 0, lines: [told] });
  });

  test("lets no gain pass that is clear", () => {
    const push = grant("push", { role_definition_name: "AcrPush" }, { actions: ["create"], before: null });
    expect(gate(planOf([push]), "--allow", "azurerm_role_assignment.push").code).toBe(3);
  });

  test("is refused without --fail-on gain", () => {
    expect(folder.review(planOf([]), "--allow", "helm_release", "--fail-on", "delete")).toMatchObject({
      code: 2,
      error: expect.stringContaining("--allow needs --fail-on gain; it names what that accepts."),
    });
  });
});
