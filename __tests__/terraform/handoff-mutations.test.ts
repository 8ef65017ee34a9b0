import { isDeepStrictEqual } from "node:util";
import { bundleOf } from "../../packages/terraform-stack-tools/src/hand-off/bundle";
import { modulesOf } from "../../packages/terraform-stack-tools/src/hand-off/module/layout";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { scenarios } from "../../stacks/main";
import { governedStack } from "../support/governed-stack";
import { sourceOf } from "../support/hand-off";
import { installableStacksOf } from "../support/scenarios";
import { render } from "../support/stack";
import { type Binary, binaries, ifTerraform, Workspace } from "../support/terraform";

/** A change that somebody could make to a bundle after it was approved. */
interface Mutation {
  readonly name: string;
  readonly file: "main" | "variables" | "versions" | "outputs";
  readonly from: string | RegExp;
  readonly to: string;
  /** Why no test can see it. */
  readonly survives?: string;
}

const GOVERNED: readonly Mutation[] = [
  { name: "a role that may push", file: "main", from: "Repository Reader", to: "Repository Writer" },
  {
    name: "the scope of a whole subscription",
    file: "main",
    from: '"scope": "${data.azurerm_container_registry.acr.id}"',
    to: '"scope": "/subscriptions/11111111-2222-3333-4444-555555555555"',
  },
  {
    name: "the grant of the cluster for the service principal",
    file: "main",
    from: "data.azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id",
    to: "azuread_service_principal.puller.object_id",
  },
  {
    name: "a client id in place of an object id",
    file: "main",
    from: "aks.kubelet_identity[0].object_id",
    to: "aks.kubelet_identity[0].client_id",
  },
  { name: "another repository in a condition", file: "main", from: "'team/app'", to: "'team/other'" },
  { name: "a prefix in place of a repository", file: "main", from: "StringEqualsIgnoreCase", to: "StringStartsWithIgnoreCase" },
  { name: "a grant without its condition", file: "main", from: /"condition": "\(\(.*\n\s*"condition_version": "2.0",/, to: "" },
  {
    name: "a scope map that may push",
    file: "main",
    from: "repositories/shop/*/content/read",
    to: "repositories/shop/*/content/write",
  },
  {
    name: "a scope map with one action more",
    file: "main",
    from: '"repositories/shop/*/content/read"',
    to: '"repositories/shop/*/content/read", "repositories/shop/*/content/delete"',
  },
  { name: "a later expiry of a token", file: "main", from: '"expiry": "2099', to: '"expiry": "2199' },
  { name: "a password that never expires", file: "main", from: /"end_date": "2099.*",/, to: "" },
  { name: "one namespace more", file: "main", from: '${toset([\\"apps\\"])}', to: '${toset([\\"apps\\", \\"kube-system\\"])}' },
  {
    name: "other namespaces",
    file: "main",
    from: '${toset([\\"shop\\", \\"checkout\\"])}',
    to: '${toset([\\"shop\\", \\"default\\"])}',
  },
  { name: "a namespace for all instances", file: "main", from: '"namespace": "${each.value}"', to: '"namespace": "default"' },
  { name: "another name of a pull secret", file: "main", from: '"name": "acr-pull"', to: '"name": "other"' },
  { name: "another type of secret", file: "main", from: "kubernetes.io/dockerconfigjson", to: "Opaque" },
  {
    name: "the password of another credential",
    file: "main",
    from: "azurerm_container_registry_token_password.shop-token_Password-1_F782F448.password1[0].value",
    to: "azuread_application_password.puller_Password-1_0448EAB0.value",
  },
  {
    name: "a pull secret for another host",
    file: "main",
    from: "[data.azurerm_container_registry.acr.login_server]",
    to: '[\\"evil.example.com\\"]',
  },
  { name: "the lookup of another object", file: "main", from: "${var.registry_name}", to: "${var.cluster_name}" },
  {
    name: "a secret that does not wait for its grant",
    file: "main",
    from: /"depends_on": \[\s*"azurerm_role_assignment[^\]]*\],/,
    to: "",
    survives: "mocks answer at once, so that the order shows in no value",
  },
  {
    name: "an argument whose drift is ignored",
    file: "main",
    from: /"ignore_changes": \[(?=\s*"description",\s*"skip_service)/,
    to: '"ignore_changes": ["scope",',
    survives: "only a second apply could tell, and a test begins without a state",
  },
];

const EXISTING_CLUSTER: readonly Mutation[] = [
  {
    name: "a data source without its condition",
    file: "main",
    from: /"lifecycle": \{\s*"postcondition": [^\]]*\][^\]]*\]\s*\},/,
    to: "",
  },
  { name: "a condition that always holds", file: "main", from: '!= \\"\\"', to: "!= null" },
  { name: "a validation that takes shorter names", file: "variables", from: "{5,50}", to: "{1,50}" },
  {
    name: "a validation that takes every text",
    file: "variables",
    from: /regex\(.*, var.cluster_name\)/,
    to: 'regex(\\"\\", var.cluster_name)',
  },
  { name: "another major version of a provider", file: "versions", from: ">= 4.55.0, < 5.0.0", to: ">= 3.0.0" },
  { name: "an older Terraform", file: "versions", from: '"required_version": ">= ', to: '"required_version": ">= 0.13.0, >= ' },
];

const PULL_GRANTS: readonly Mutation[] = [
  {
    name: "a fixed principal for every grant",
    file: "main",
    from: "${each.value.object_id}",
    to: "11111111-2222-3333-4444-555555555555",
  },
  {
    name: "a validation without its end",
    file: "variables",
    from: '[0-9a-fA-F]{12}$\\", grant.object_id',
    to: '[0-9a-fA-F]{12}\\", grant.object_id',
  },
];

const NEW_CLUSTER: readonly Mutation[] = [
  { name: "a registry that may be destroyed", file: "main", from: '"prevent_destroy": true', to: '"prevent_destroy": false' },
];

const stackOf = (id: string): JsonObject => {
  const stack = installableStacksOf(scenarios).find(({ node }) => node.id === id);
  if (stack === undefined) {
    throw new Error(`no scenario ${id}`);
  }
  return render(stack);
};

const BUNDLES: readonly (readonly [name: string, stack: JsonObject, mutations: readonly Mutation[]])[] = [
  ["governed", render(governedStack()), GOVERNED],
  ["existing-cluster", stackOf("existing-cluster"), EXISTING_CLUSTER],
  ["pull-grants", stackOf("pull-grants"), PULL_GRANTS],
  ["new-cluster", stackOf("new-cluster"), NEW_CLUSTER],
];

const contentOf = (stack: JsonObject) =>
  bundleOf(sourceOf(stack), modulesOf(sourceOf(stack), "module"), {
    format: "json",
    provenance: { version: "0.0.0" },
    changes: "",
  }).files;

async function inBundle<T>(binary: Binary, stack: JsonObject, body: (workspace: Workspace) => Promise<T>): Promise<T> {
  const workspace = new Workspace(binary);
  try {
    for (const [path, bytes] of contentOf(stack)) {
      workspace.file(path, bytes.toString());
    }
    return await body(workspace);
  } finally {
    workspace.remove();
  }
}

/** In the order in which a file is likely to find a change, since a run takes seconds. */
const TEST_FILES = ["module", "example"].map((name) => `tests/${name}.tftest.json`);

async function isRefused(workspace: Workspace): Promise<boolean> {
  for (const file of TEST_FILES) {
    const { code, output } = await workspace.runMeanwhile("test", `-filter=${file}`);
    expect(output).toMatch(/\d+ passed, \d+ failed|executed 0 tests/i);
    if (code !== 0) {
      return true;
    }
  }
  return false;
}

/** The names of the mutations after which every test of the bundle still passes. */
async function survivorsIn(workspace: Workspace, stack: JsonObject, mutations: readonly Mutation[]): Promise<string[]> {
  const files = contentOf(stack);
  const survivors: string[] = [];
  for (const { name, file, from, to } of mutations) {
    const path = `${file}.tf.json`;
    const approved = String(files.get(path));
    const changed = approved.replace(from, () => to);
    // Still a configuration, so that it is the tests that refuse it.
    expect({ name, isChanged: !isDeepStrictEqual(JSON.parse(changed), JSON.parse(approved)) }).toEqual({ name, isChanged: true });
    workspace.file(path, changed);
    if (!(await isRefused(workspace))) {
      survivors.push(name);
    }
    workspace.file(path, approved);
  }
  return survivors;
}

const all = BUNDLES.flatMap(([, , mutations]) => mutations);
const expected = all.flatMap(({ name, survives }) => (survives === undefined ? [] : [name]));

test.each(binaries())("%s finds nothing in an unchanged bundle with repositories, expiry and namespaces", async (binary) => {
  await inBundle(binary, render(governedStack()), async (workspace) => {
    expect(await workspace.succeedMeanwhile("test")).toMatch(/\d+ passed, 0 failed/);
  });
});

ifTerraform(test)(
  "Terraform finds all mutations but those that no test can see",
  async () => {
    const survivors = await Promise.all(
      BUNDLES.map(([, stack, mutations]) =>
        inBundle("terraform", stack, (workspace) => survivorsIn(workspace, stack, mutations)),
      ),
    );
    expect(all).toHaveLength(30);
    expect(survivors.flat()).toEqual(expected);
    expect(all.length - expected.length).toBeGreaterThanOrEqual(25);
  },
  300_000,
);
