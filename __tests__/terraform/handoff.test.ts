import { sourceOf } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import type { PlanJson } from "../../packages/terraform-stack-tools/__tests__/support/plan-json";
import { bundleOf } from "../../packages/terraform-stack-tools/src/export/hand-off";
import type { Format } from "../../packages/terraform-stack-tools/src/export/root-module";
import { SHIPPED_SCHEMAS } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { KnownSchemas } from "../../packages/terraform-stack-tools/src/providers/schemas/known-schemas";
import { printedSchemas } from "../../packages/terraform-stack-tools/src/providers/schemas/sources";
import type { Json, JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { remoteOutputs } from "../../packages/terraform-stack-tools/src/stack/references";
import { readStack } from "../../packages/terraform-stack-tools/src/stack/stack";
import { ImagePullSecret, RegistryCredentials, ServiceAccount } from "../../src";
import { scenarios } from "../../stacks/main";
import { everyOther } from "../support/every-other";
import { FOREIGN_SCHEMAS, foreignStacks, RUNNING } from "../support/foreign/stacks";
import { inputsOf } from "../support/inputs";
import { appliableStacksOf, installableStacksOf } from "../support/scenarios";
import { emptyApp, emptyStack, render, variable } from "../support/stack";
import { type Binary, binaries, inWorkspace, isPlannable, type Workspace } from "../support/terraform";
import { LOGIN_SERVER, OBJECT_ID } from "../support/values";

const FORMATS: Format[] = ["json", "hcl"];

const runs = binaries().flatMap((binary, row) => FORMATS.map((format, column) => [binary, format, row + column] as const));

/** Writes the bundle of a stack to a workspace, or to a folder in it, whose path ends with a slash. */
function writeBundle(workspace: Workspace, stack: JsonObject, format: Format, folder = ""): Workspace {
  const schemas = new KnownSchemas([printedSchemas(FOREIGN_SCHEMAS), SHIPPED_SCHEMAS]);
  for (const [path, bytes] of bundleOf(sourceOf(stack), { format, schemas }).files) {
    workspace.file(`${folder}${path}`, bytes.toString());
  }
  return workspace;
}

const IN_BUNDLE = "-chdir=bundle";

/** Moves the state of an applied stack to its bundle, with the commands of the bundle's README. */
function takeOver(workspace: Workspace, stack: JsonObject, format: Format, inputs = inputsOf(stack)): void {
  const state = workspace.succeed("state", "pull");
  writeBundle(workspace, stack, format, "bundle/");
  workspace.file("bundle/stack.tfstate", state);
  workspace.file("bundle/terraform.tfvars.json", JSON.stringify(inputs));
  workspace.succeed(IN_BUNDLE, "init", "-input=false");
  workspace.succeed(IN_BUNDLE, "state", "push", "stack.tfstate");
}

/** Plans the bundle that took a state over, and expects that it has every object of it and changes none. */
function expectNoChange(workspace: Workspace, addresses: readonly string[]): void {
  workspace.succeed(IN_BUNDLE, "plan", "-input=false", "-out=plan");
  const { resource_changes = [], output_changes = {} }: PlanJson = JSON.parse(
    workspace.succeed(IN_BUNDLE, "show", "-json", "plan"),
  );
  const managed = resource_changes.filter(({ mode }) => mode === "managed");
  const changes = [...managed.map(({ change }) => change), ...Object.values(output_changes)];
  expect(changes.filter(({ actions }) => actions.join() !== "no-op")).toEqual([]);
  expect(managed.map(({ address, previous_address = address }) => previous_address).sort()).toEqual([...addresses].sort());
}

const managedIn = (workspace: Workspace) => Object.keys(workspace.state()).filter((address) => !address.startsWith("data."));

/** What a bundle and its stack must agree in. */
interface ComparedPlan extends Omit<PlanJson, "checks"> {
  readonly planned_values: unknown;
  readonly checks: unknown;
}

/** The plan without times, versions and the configuration as it was written. */
function planOf(workspace: Workspace): ComparedPlan {
  workspace.succeed("plan", "-input=false", "-out=plan");
  const { planned_values, resource_changes, output_changes, checks }: ComparedPlan = JSON.parse(
    workspace.succeed("show", "-json", "plan"),
  );
  return { planned_values, resource_changes, output_changes, checks };
}

function planIn(binary: Binary, write: (workspace: Workspace) => void, inputs: Readonly<Record<string, unknown>>): ComparedPlan {
  return inWorkspace(binary, (workspace) => {
    write(workspace);
    return planOf(workspace.variables(inputs));
  });
}

/** A stack whose providers have aliases and depend on what it creates. */
const ENTANGLED_PROVIDERS: Json = {
  azurerm: [
    { features: [{}], subscription_id: "${local.subscription}" },
    { alias: "shared", features: [{}], subscription_id: "${local.subscription}" },
  ],
  kubernetes: [{ alias: "edge", host: "${local.host}" }],
};

const ENTANGLED = {
  terraform: {
    required_providers: {
      azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
      kubernetes: { source: "hashicorp/kubernetes", version: "2.38.0" },
    },
  },
  variable: { subscription_id: { type: "string" }, name: { type: "string", nullable: false } },
  locals: { subscription: "${var.subscription_id}", host: "${azurerm_kubernetes_cluster.aks.kube_config[0].host}" },
  provider: ENTANGLED_PROVIDERS,
  resource: {
    azurerm_container_registry: {
      acr: { provider: "azurerm.shared", name: "${var.name}", resource_group_name: "rg", location: "westeurope", sku: "Basic" },
    },
    azurerm_kubernetes_cluster: {
      aks: {
        name: "${var.name}",
        resource_group_name: "rg",
        location: "westeurope",
        dns_prefix: "x",
        default_node_pool: [{ name: "one", vm_size: "Standard_D2s_v5", node_count: 1 }],
        identity: [{ type: "SystemAssigned" }],
      },
    },
    kubernetes_secret_v1: {
      s: {
        provider: "kubernetes.edge",
        metadata: [{ name: "s" }],
        data: { server: "${data.azurerm_kubernetes_cluster.same.fqdn}" },
      },
    },
  },
  data: { azurerm_kubernetes_cluster: { same: { name: "${azurerm_kubernetes_cluster.aks.name}", resource_group_name: "rg" } } },
  moved: [{ from: "azurerm_container_registry.old", to: "azurerm_container_registry.acr" }],
  output: { server: { value: "${data.azurerm_kubernetes_cluster.same.fqdn}" } },
};

const applied = appliableStacksOf(scenarios).map(({ node }) => node.id);

describe.each(runs)("%s, %s", (binary, format, diagonal) => {
  // Each stack meets both engines and both languages.
  const stacks = everyOther(installableStacksOf(scenarios), diagonal).map((stack) => [stack.node.id, render(stack)] as const);

  test.each(stacks)("plans for the bundle of %s what it plans for the stack, and takes over its state", (id, stack) => {
    inWorkspace(binary, (workspace) => {
      if (applied.includes(id)) {
        workspace.write(stack).variables(inputsOf(stack)).apply();
        const before = managedIn(workspace);
        takeOver(workspace, stack, format);
        expectNoChange(workspace, before);
      } else {
        writeBundle(workspace, stack, format, "bundle/").succeed(IN_BUNDLE, "init", "-input=false");
      }
      expect(workspace.succeed(IN_BUNDLE, "validate")).not.toContain("Warning");
      expect(workspace.succeed(IN_BUNDLE, "fmt", "-check", "-diff", "-recursive")).toBe("");
    });
    if (isPlannable(stack) && !applied.includes(id)) {
      const bundle = planIn(binary, (workspace) => writeBundle(workspace, stack, format), inputsOf(stack));
      expect(bundle).toEqual(planIn(binary, (workspace) => workspace.write(stack), inputsOf(stack)));
      expect(bundle.resource_changes?.length).toBeGreaterThan(0);
    }
  });

  test("takes over a stack whose providers have aliases and depend on what it creates", () => {
    inWorkspace(binary, (workspace) => {
      const { moved: _moved, ...earlier } = ENTANGLED;
      const { acr } = ENTANGLED.resource.azurerm_container_registry;
      const others = { ...ENTANGLED.resource, azurerm_container_registry: { old: acr } };
      workspace
        .write({ ...earlier, resource: others })
        .variables({ subscription_id: OBJECT_ID, name: "contoso" })
        .apply();
      const before = managedIn(workspace);
      takeOver(workspace, ENTANGLED, format, { subscription_id: OBJECT_ID, name: "contoso" });
      expect(before).toContain("azurerm_container_registry.old");
      expectNoChange(workspace, before);
      expect(workspace.succeed(IN_BUNDLE, "validate")).not.toContain("Warning");
    });
  });
});

/** Longer than a line. */
const LONG = "long ".repeat(20);

const LONG_TEXTS = [
  'several\n\n  lines: "${var.name}" \\d $${x}\nat ${var.number}\n',
  "no line break\n%{if var.flag}at%{endif}\nthe end",
  `\${jsonencode({"name"="${LONG}","b c":[1,{"d"=var.names}],"for"={"x"=1},(var.name):[for one in var.names:"${LONG}\${one}" if one!="b"]})}`,
  `\${var.flag&&length("${LONG}")>var.number||var.name=="${LONG}"?{"a"=["${LONG}",var.name],"bcd"={}}:{"a"=["${LONG}"],"bcd"={}}}`,
  `\${{for one in var.names:upper(one)=>join("-",[one,"${LONG}",lower(join("",["${LONG}",one]))]) if one!="b"||var.flag}}`,
  `\${-length([for one in [for two in var.names:"${LONG}\${two}"]:merge({"a"=one},{"b"="${LONG}"})])+1}`,
  `\${{for one in var.names:one=>"${LONG}"}["a"]}`,
  `\${[{"a"="${LONG}"},{"a"=var.name}][*].a}`,
];

/** Everything that JSON and HCL write differently, in a type that needs no provider. */
const TEXTS = [
  "plain",
  'quotes " and \\ and \t',
  "lines\nand\r\nmore lines\n",
  "$${not} %%{a template} 100% $5 $",
  "é 日本 👩‍👧 \u2028 \u00a0",
  "a-${var.name}-b",
  "${var.name}",
  "${var.names}",
  '${ {a=1,"b c"=[var.name,],} }',
  "x${ {a=1}.a }y",
  "${-var.number} and ${!var.flag}",
  "-${-var.number}",
  "%{if var.flag}yes%{else}no%{endif}",
  "%{for one in var.names~}\n${one},\n%{endfor~}\nend",
  '${[for index,one in var.names: upper("${index}-${one}") if one!="b"]}',
  "${{for one in var.names: one=>length(one)...}}",
  '${jsonencode({"a\\"b"="${var.name}","n"=1.50,"t"=true})}',
  "${var.flag?var.number*(2+3)%4:var.number - 1}",
  '${var.names[0]}${join(",", [])}',
  '${try(var.object.inner["x y"].z, null)}',
  "${\n  # why\n  var.number /* and */ + 1 // how\n}",
  ...LONG_TEXTS,
];

const TROUBLE: JsonObject = {
  variable: {
    name: { type: "string", default: 'n "q" ${literal}' },
    names: { type: "list(string)", default: ["a", "b", "${literal}"] },
    number: { type: "number", default: -1.5 },
    flag: { type: "bool", default: true },
    object: {
      type: 'object({ inner = optional(map(object({ z = number })), {}), bc = optional(string, "x") })',
      default: { inner: { "x y": { z: 1 } }, bc: "%{if}" },
    },
    open: { default: { "a.b": [1, "two", null, { c: [] }] } },
  },
  locals: { texts: TEXTS, keys: { "${var.name}": 1, "a-${var.flag}": 2, for: 3, "1a": 4 } },
  resource: {
    terraform_data: Object.fromEntries(
      TEXTS.map((text, index) => [`text_${index}`, { input: { text, list: [text], [`key-${index}`]: null } }]),
    ),
  },
  output: {
    texts: { value: "${local.texts}", description: "All ${of} them" },
    keys: { value: "${local.keys}", precondition: [{ condition: "${var.number<0}", error_message: "no ${var.name}" }] },
    open: { value: "${var.open}", sensitive: true },
  },
  check: { one: { assert: [{ condition: "${length(var.names)==3}", error_message: "three" }] } },
};

test.each(binaries())("%s plans the same for JSON and HCL, whatever is in texts, keys and expressions", (binary) => {
  const [json, hcl] = (["json", "hcl"] as const).map((format) =>
    planIn(
      binary,
      (workspace) => {
        writeBundle(workspace, TROUBLE, format);
        expect(workspace.succeed("fmt", "-check", "-diff", "-recursive")).toBe("");
      },
      {},
    ),
  );
  expect(hcl).toEqual(json);
  expect(json.resource_changes).toHaveLength(TEXTS.length);
  expect(planIn(binary, (workspace) => workspace.write(TROUBLE), {})).toEqual(json);
});

describe.each(FORMATS)("a bundle as %s", (format) => {
  test.each(binaries())("imports what exists in namespaces as its stack does (%s)", (binary) => {
    const scope = emptyStack();
    const password = variable(scope, "registry_password");
    const credentials = [RegistryCredentials.fromPassword({ loginServer: LOGIN_SERVER, username: "puller", password })];
    const existingInNamespaces = ["apps"];
    const secret = new ImagePullSecret(scope, "acr", { credentials, namespaces: ["apps", "jobs"], existingInNamespaces });
    new ServiceAccount(scope, "app", { imagePullSecrets: [secret], existingInNamespaces });
    const stack = render(scope);
    const bundle = planIn(
      binary,
      (workspace) => {
        writeBundle(workspace, stack, format);
        expect(workspace.succeed("validate")).not.toContain("Warning");
        expect(workspace.succeed("fmt", "-check", "-diff", "-recursive")).toBe("");
      },
      inputsOf(stack),
    );
    expect(bundle).toEqual(planIn(binary, (workspace) => workspace.write(stack), inputsOf(stack)));
    for (const [address, id] of [
      ['kubernetes_secret_v1.acr["apps"]', "apps/acr"],
      ['kubernetes_service_account_v1.app["apps"]', "apps/app"],
    ]) {
      const change = expect.objectContaining({ importing: { id } });
      expect(bundle.resource_changes).toContainEqual(expect.objectContaining({ address, change }));
    }
  });
});

const foreign = foreignStacks(emptyApp()).map((stack) => [stack.node.id, render(stack)] as const);

/** Writes states with the outputs that a stack reads of others. Returns the inputs with their paths. */
function statesOf(stack: JsonObject, workspace: Workspace): Record<string, string> {
  const model = readStack(stack);
  const states = [...remoteOutputs(model)].map(([address, names]) => {
    const outputs = Object.fromEntries(names.map((name) => [name, { value: `the ${name}`, type: "string" }]));
    const state = { version: 4, terraform_version: "1.7.0", serial: 1, lineage: "other", outputs, resources: [] };
    const name = model.blockByAddress.get(address)?.name ?? "";
    workspace.file(`${name}.tfstate`, JSON.stringify(state));
    return [`${name}_state_path`, `${name}.tfstate`];
  });
  return Object.fromEntries(states);
}

describe.each(binaries())("the stacks of others, with %s", (binary) => {
  test("have nothing to format in their HCL, all of which can be read", () => {
    inWorkspace(binary, (workspace) => {
      // Before there is a module whose providers nobody can download here.
      workspace.succeed("init");
      for (const [name, stack] of foreign) {
        writeBundle(workspace, stack, "hcl", `${name}/`);
      }
      expect(workspace.succeed("fmt", "-check", "-diff", "-recursive")).toBe("");
    });
  });

  test.each(foreign.filter(([name]) => name in RUNNING))("%s is planned the same in JSON and in HCL", (_name, stack) => {
    const [json, hcl] = FORMATS.map((format) =>
      inWorkspace(binary, (workspace) => {
        writeBundle(workspace, stack, format).variables(statesOf(stack, workspace));
        expect(workspace.succeed("validate")).not.toContain("Warning");
        const { resource_changes, output_changes } = planOf(workspace);
        return { resource_changes, output_changes };
      }),
    );
    expect(hcl).toEqual(json);
    expect(JSON.stringify(json)).toContain('"create"');
  });
});
