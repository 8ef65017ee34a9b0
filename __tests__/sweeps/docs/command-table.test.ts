import { Testing } from "cdktf";
import { objectOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { readPage } from "../../support/pages";
import { COMMANDS, IMPORT, publicNames, snippets, stackIn, stackOf } from "../../support/readme";
import { render } from "../../support/stack";

const SECRET = { kubernetes_secret_v1: { type: "kubernetes.io/dockerconfigjson" } };
const token = (repository: string) => ({
  azurerm_container_registry_scope_map: {
    actions: [`repositories/${repository}/content/read`, `repositories/${repository}/metadata/read`],
  },
  azurerm_container_registry_token: {},
  azurerm_container_registry_token_password: {},
});
const BY_TOKEN = { ...token("team/*"), ...SECRET };
const pull = (principal: object = {}) =>
  ["AcrPull", "Container Registry Repository Reader"].map((role) => ({
    role_definition_name: role,
    scope: "${data.azurerm_container_registry.acr.id}",
    ...principal,
  }));
const BY_NODES = {
  azurerm_role_assignment: pull({ principal_id: expect.stringContaining("kubernetes_cluster.aks.kubelet_identity") }),
};
const names = { image_pull_secret: [{ name: "acr-pull" }] };
const checks = (pod: object) => ({
  kubernetes_job_v1: { spec: { template: { spec: { container: [{ image: expect.stringMatching(/team\/app:1/) }], ...pod } } } },
});

/** All resources that the snippet of each row synthesizes, by their types, with what the row promises of them. */
const SYNTHESIZED: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  "kubectl create secret docker-registry": {
    kubernetes_secret_v1: {
      ...SECRET.kubernetes_secret_v1,
      data: { ".dockerconfigjson": expect.stringContaining('"email":${jsonencode("ops@contoso.com")}') },
    },
  },
  "kubectl patch serviceaccount default": { ...BY_TOKEN, kubernetes_default_service_account_v1: names },
  imagePullSecrets: { ...BY_TOKEN, kubernetes_service_account_v1: { ...names, metadata: { name: "app" } } },
  "az ad sp create-for-rbac": {
    azuread_application: { display_name: "contoso-pull" },
    azuread_service_principal: {},
    azuread_application_password: {},
    azurerm_role_assignment: pull({ principal_id: "${azuread_service_principal.contoso-pull.object_id}" }),
  },
  "az acr token create": token("shop/web"),
  "az acr update --admin-enabled": {
    azurerm_container_registry: { name: "contosodev", admin_enabled: true },
    terraform_data: {},
  },
  "az aks create --attach-acr": {
    azurerm_user_assigned_identity: [{ name: "blue-control-plane" }, { name: "blue-kubelet" }],
    azurerm_kubernetes_cluster: { name: "blue", depends_on: expect.arrayContaining([expect.stringContaining("PullFrom-acr")]) },
    azurerm_role_assignment: [{ role_definition_name: "Managed Identity Operator" }, ...pull()],
  },
  "az aks update --attach-acr": BY_NODES,
  "az aks update --detach-acr": {},
  "az acr check-health": { ...BY_TOKEN, ...checks({ image_pull_secrets: [{ name: "acr-pull" }] }) },
  "az aks check-acr": { ...BY_NODES, ...checks({}) },
};

const rows = readPage(COMMANDS).lines.flatMap((line) => /^\| `([^`]+)`/.exec(line)?.[1] ?? []);
const all = snippets().filter(({ page }) => page === COMMANDS);

test("the table has a row for each command, and a snippet in the same order that begins with it", () => {
  expect(rows).toEqual(Object.keys(SYNTHESIZED));
  const commands = all.map(({ code }) => /^\/\/ (.*)$/m.exec(code)?.[1] ?? "");
  expect(commands.map((command, index) => rows[index].split(" ").every((word) => command.includes(word)))).toEqual(
    rows.map(() => true),
  );
});

test.each(rows.map((command, index) => [command, all[index]] as const))(
  "%s is what its snippet synthesizes",
  (command, snippet) => {
    const blocks = Object.entries(objectOf(render(stackOf(snippet)).resource)).map(([type, some]) => [
      type,
      Object.values(objectOf(some)),
    ]);
    const expected = Object.entries(SYNTHESIZED[command]).map(([type, some]) => [type, [some].flat()]);
    expect(blocks.map(([type]) => type).sort()).toEqual(expected.map(([type]) => type).sort());
    expect(Object.fromEntries(blocks)).toMatchObject(Object.fromEntries(expected));
  },
);

const SOURCE = require.resolve("../../../src");
const { code: whole = "" } = snippets().find(({ page, file }) => page === "README.md" && file === "attach.ts") ?? {};

/** The stack of the README up to its provider, and what follows the constructor. */
const [, head, tail] = /^([\s\S]*?subscriptionId[\s\S]*?\}\);\n)[\s\S]*?(\n {2}\}\n\}\n)$/.exec(whole) ?? [];

/** What somebody has who replaces the lines of that stack by those of the snippet, with its imports at the top. */
function pasted(code: string): string {
  const imports = [...code.matchAll(IMPORT)].map(([, statement]) => `${statement}\n`).join("");
  const classes = `import { ${publicNames().join(", ")} } from "${SOURCE}";\n`;
  return `${imports}${classes}${head.replace(/^import .* from "cdkt[fn]-acr-aks";\n/m, "")}${code.replace(IMPORT, "")}${tail}`;
}

test.each(rows.map((command, index) => [command, all[index].code] as const))(
  "the lines for '%s', pasted into the stack of the README, have all providers",
  (_command, code) => {
    expect(JSON.parse(Testing.synth(stackIn(pasted(code)), true)).data).toBeDefined();
  },
);
