import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { called } from "../../packages/terraform-stack-tools/__tests__/support/program";
import { type Json, type JsonObject, listOf, objectOf, textOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { CASES, type Case } from "./headlines/cases";
import { changesIn, contradictions, type Report, type Truth } from "./headlines/claims";
import { hclOf } from "./headlines/hcl";
import type { Registry } from "./headlines/requests";
import { type Cell, type World, worldOf } from "./headlines/truth";
import {
  createNamespaces,
  describeReal,
  type FakeAzure,
  GENERATIONS,
  type KubernetesCluster,
  RealWorkspace,
  request,
  startAzure,
  startKubernetes,
} from "./support/providers";

const FOLDER = join(__dirname, "headlines/configurations");
const PROVIDERS = readFileSync(join(FOLDER, "providers.tf"), "utf8");

/** Configurations as others write them, whose names begin with the numbers of their files. */
const CONFIGURATIONS = readdirSync(FOLDER)
  .filter((file) => /^\d/.test(file))
  .map((file): Case & { readonly id: string } => {
    const text = readFileSync(join(FOLDER, file), "utf8");
    return { id: `c${file.slice(0, 2)}`, about: `${file}: ${text.split("\n")[0].slice(2)}`, after: PROVIDERS + text };
  });

const ALL = [...CASES.map((one, index) => ({ ...one, id: `h${String(index + 1).padStart(2, "0")}` })), ...CONFIGURATIONS];
const APPLY = ["apply", "-input=false", "-parallelism=100"];

/** Each case is a module, so that one apply is enough for all; what the plan of all says of a module is reviewed alone. */
describeReal.each(GENERATIONS)("what reviews say of applied states with $generation", ({ isAzurerm5 }) => {
  const cases = ALL.filter(({ needsMode }) => isAzurerm5 || needsMode !== true);
  let azure: FakeAzure;
  let cluster: KubernetesCluster;
  let workspace: RealWorkspace;
  const plans: JsonObject[] = [];
  const worlds: World[] = [];

  beforeAll(async () => {
    [azure, cluster] = await Promise.all([startAzure({ FAKE_AZURE_AKS_DEFAULT_MAX_SURGE: "" }), startKubernetes()]);
    await createNamespaces(cluster, ...cases.map(({ id }) => `${id}ns`));
    workspace = new RealWorkspace({ env: { ...cluster.env, ...azure.env } });
    write("before");
    workspace.succeed(...APPLY, "-auto-approve");
    await act();
    depose();
    worlds.push(await worldOf(azure, cluster));
    write("after");
    workspace.succeed("init", "-input=false");
    plan("first");
    workspace.succeed(...APPLY, "first");
    worlds.push(await worldOf(azure, cluster));
    plan("second");
  });

  function plan(name: string): void {
    workspace.succeed("plan", "-input=false", "-parallelism=100", `-out=${name}`);
    plans.push(JSON.parse(workspace.succeed("show", "-json", name)));
  }

  function write(time: "before" | "after"): void {
    const versions = isAzurerm5 ? ["5.2.0", "3.9.0", "3.2.0"] : ["4.55.0", "3.7.0", "2.38.0"];
    const [azurerm, azuread, kubernetes] = ["azurerm", "azuread", "kubernetes"].map((name, index) => ({
      source: `hashicorp/${name}`,
      version: `~> ${versions[index]}`,
    }));
    const azapi = { source: "azure/azapi" };
    const module = (id: string, hcl: string) => {
      workspace.file(
        `${id}/versions.tf.json`,
        JSON.stringify({ terraform: { required_providers: { azapi, azurerm: { source: azurerm.source } } } }),
      );
      workspace.file(`${id}/main.tf`, hcl);
      cpSync(join(FOLDER, "modules"), join(workspace.folder, id, "modules"), { recursive: true });
    };
    for (const { id, always = "", other, root = "", ...one } of cases) {
      module(id, filled(always + (one[time] ?? ""), id));
      module(`${id}other`, time === "after" ? filled(other ?? "", id) : "");
      workspace.file(`${id}.tf`, time === "after" ? filled(root, id) : "");
    }
    workspace.write({
      terraform: { required_providers: { azurerm, azuread, kubernetes, azapi } },
      provider: { azurerm: { features: [{}], resource_provider_registrations: "none" } },
      module: Object.fromEntries([
        ...cases.map(({ id }) => [id, { source: `./${id}` }]),
        ...cases.flatMap(({ id, other }) =>
          other ? [[`${id}other`, { source: `./${id}other`, depends_on: [`module.${id}`] }]] : [],
        ),
      ]),
    });
  }

  function filled(hcl: string, id: string): string {
    const owner = isAzurerm5 ? "user_assigned_identity_id" : 'resource_group_name = "rg-shared"\nparent_id';
    const nodes = isAzurerm5 ? 'node_provisioning_profile {\nmode = "Manual"\n}' : "";
    return id.startsWith("c") ? hcl : hclOf(hcl, { "~": id, "@owner": owner, "@nodes": nodes });
  }

  /** What others make in Azure. */
  async function act(): Promise<void> {
    const principals = Object.values(objectOf((await azure.helper("contents")).servicePrincipals)).map(objectOf);
    for (const [id, path, properties] of cases.flatMap(({ id, outside = {} }) =>
      Object.entries(outside).map((one) => [id, ...one] as const),
    )) {
      const puller = principals.find(({ displayName }) => displayName === `${id}puller`);
      const body = JSON.stringify({ location: "westeurope", properties }).replace("~puller", textOf(puller?.id));
      await request(azure, "PUT", path.replace("~", id), JSON.parse(body));
    }
  }

  /** As after an apply that could not delete what it had replaced. */
  function depose(): void {
    const file = join(workspace.folder, "terraform.tfstate");
    const state: { resources: { module: string; type: string; name: string; instances: object[] }[] } = JSON.parse(
      readFileSync(file, "utf8"),
    );
    const grants = state.resources.filter(({ type }) => type === "azurerm_role_assignment");
    for (const { module, instances } of grants.filter(({ name }) => name === "deposed")) {
      const current = grants.find((one) => one.module === module && one.name === "pull");
      current?.instances.push({ ...instances.pop(), deposed: "0badc0de" });
    }
    writeFileSync(file, JSON.stringify(state));
  }

  function reviewed({ id, other }: (typeof cases)[number], all: JsonObject): Report {
    const files = [id, ...(other === undefined ? [] : [`${id}other`])].map((name) => {
      const file = join(workspace.folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(partOf(all, name)));
      return file;
    });
    const { code, out, error } = called("review", ...files, "--format", "json");
    if (code !== 0) {
      throw new Error(`review exited with ${code}: ${error}`);
    }
    return JSON.parse(out);
  }

  /** Of what is, what a case has made or is about. */
  function truthOf(id: string, [before, after]: readonly World[]): Truth {
    const isForeign = (text: string) => /\b[ch]\d\d/.test(text) && !text.includes(id);
    const isPart = ({ name }: Registry) => !isForeign(name);
    // Object ids are at random, and may look like the name of a case.
    const isOwn = ({ who, registry }: Cell) =>
      isPart(registry) && !who.some((name) => !name.startsWith("principal ") && isForeign(name));
    const part = ({ cells, registries }: World): World => ({ registries: registries.filter(isPart), cells: cells.filter(isOwn) });
    return { before: part(before), after: part(after), told: modesIn(partOf(plans[0], id)) };
  }

  test.each(cases)("$about", (one) => {
    const { id, says = /./, never = /^$/, isDead } = one;
    const report = reviewed(one, plans[0]);
    const truth = truthOf(id, worlds);
    expect(contradictions(report, truth)).toEqual([]);
    expect(report.headline).toMatch(says);
    expect(JSON.stringify(report)).not.toMatch(never);
    if (isDead) {
      expect(changesIn(truth)).toEqual({ gained: [], lost: [] });
      expect(report.stacks.flatMap(({ access }) => access.ineffective ?? [])).not.toEqual([]);
    }
  });

  test.each(cases)("$about Afterwards, nobody gains or loses anything", (one) => {
    const report = reviewed(one, plans[1]);
    expect(contradictions(report, truthOf(one.id, [worlds[1], worlds[1]]))).toEqual([]);
    expect(report.stacks.flatMap(({ access: { gained, lost, opaque } }) => [...gained, ...lost, ...opaque])).toEqual([]);
  });

  test("the configurations of others are there, and each lets somebody in", () => {
    expect(CONFIGURATIONS).toHaveLength(17);
    expect(CONFIGURATIONS.filter(({ id }) => changesIn(truthOf(id, worlds)).gained.length === 0)).toEqual([]);
  });
});

/** The plan of one module alone. */
function partOf(plan: JsonObject, module: string): JsonObject {
  const isOf = (address: Json | undefined) => address === `module.${module}` || textOf(address).startsWith(`module.${module}.`);
  const modules = (values: Json | undefined) => {
    const { root_module, ...others } = objectOf(values);
    const children = listOf(objectOf(root_module).child_modules).filter((one) => isOf(objectOf(one).address));
    return { ...others, root_module: { child_modules: children } };
  };
  const filtered = (list: Json | undefined) =>
    listOf(list).filter((one) => isOf(objectOf(one).address ?? objectOf(one).resource));
  const { root_module, provider_config } = objectOf(plan.configuration);
  const { depends_on: _siblings, ...call } = objectOf(objectOf(objectOf(root_module).module_calls)[module]);
  return {
    ...plan,
    resource_changes: filtered(plan.resource_changes),
    resource_drift: filtered(plan.resource_drift),
    relevant_attributes: filtered(plan.relevant_attributes),
    checks: listOf(plan.checks).filter((one) => isOf(objectOf(objectOf(one).address).module)),
    planned_values: modules(plan.planned_values),
    prior_state: { ...objectOf(plan.prior_state), values: modules(objectOf(plan.prior_state).values) },
    configuration: { provider_config: provider_config ?? {}, root_module: { module_calls: { [module]: call } } },
  };
}

/** The registries whose mode a plan tells. */
function modesIn(plan: JsonObject): ReadonlySet<string> {
  const planned = listOf(plan.resource_changes).map((one) => objectOf(objectOf(objectOf(one).change).after));
  const told = planned.filter(
    (after) => after.role_assignment_mode ?? objectOf(objectOf(after.body).properties).roleAssignmentMode,
  );
  return new Set(told.map(({ name }) => textOf(name)));
}
