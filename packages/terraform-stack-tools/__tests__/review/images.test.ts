import type { JsonObject } from "../../src/stack/json";
import { CONTOSO, cluster, created, grant, ReviewFolder, refers, registry, shownPlan } from "../support/shown-plans";

let folder: ReviewFolder;
beforeEach(() => {
  folder = new ReviewFolder();
});
afterEach(() => folder.remove());

const ADMISSION = "admissionregistration.k8s.io/v1";

/** As ImagePolicy synthesizes it, for a registry whose login server is known after the apply. */
const policy = (allowedImages?: string): JsonObject => ({
  apiVersion: ADMISSION,
  kind: "ValidatingAdmissionPolicy",
  metadata: { name: "approved" },
  spec: {
    failurePolicy: "Fail",
    matchConstraints: {
      namespaceSelector: {
        matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["kube-system"] }],
      },
      resourceRules: [
        {
          ...{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"] },
          ...{ resources: ["pods", "pods/ephemeralcontainers"], scope: "Namespaced" },
        },
      ],
    },
    validations: [{ expression: "size(variables.unapproved) == 0", message: "no approved registry has the image" }],
    variables: [
      { name: "images", expression: "object.spec.containers.map(item, item.image)" },
      { name: "allowedImages", ...(allowedImages === undefined ? {} : { expression: allowedImages }) },
      { name: "unapproved", expression: "variables.images.filter(image, !(image in variables.allowedImages))" },
    ],
  },
});
const binding = (...validationActions: string[]): JsonObject => ({
  ...{ apiVersion: ADMISSION, kind: "ValidatingAdmissionPolicyBinding", metadata: { name: "approved" } },
  spec: { policyName: "approved", validationActions, matchResources: {} },
});

const SERVER = "azurerm_container_registry.acr.login_server";
const AKS = "azurerm_kubernetes_cluster.prod";
/** What is marked, as unknown or as sensitive. */
const MARKED: JsonObject = { manifest: { spec: { variables: [{}, { expression: true }, {}] } } };

function plan(images: string, ...actions: string[]): JsonObject {
  const manifests = { approved: policy(images), approved_Binding: binding(...actions) };
  const resources = Object.entries(manifests).map(([name, manifest]) => ({
    ...{ address: `kubernetes_manifest.${name}`, mode: "managed", type: "kubernetes_manifest", name },
    ...{ provider_config_key: "kubernetes", expressions: { manifest: { constant_value: manifest, ...refers(SERVER) } } },
  }));
  return shownPlan(
    [
      ...[registry(), cluster(), grant("pull")],
      created("kubernetes_manifest", { manifest: policy() }, { after_unknown: MARKED }, "approved"),
      created("kubernetes_manifest", { manifest: manifests.approved_Binding }, {}, "approved_Binding"),
    ],
    {
      configuration: {
        provider_config: { kubernetes: { name: "kubernetes", expressions: { host: refers(`${AKS}.kube_config`, AKS) } } },
        root_module: { resources },
      },
    },
  );
}

const PART = `["\${${SERVER}}/team-a","registry.k8s.io"]`;
const MESSAGE = "every pod of AKS cluster prod may pull everything in contoso, of which only contoso/team-a is allowed there";

test.each(["text", "json", "markdown", "html", "sarif"])("%s tells the difference", (format) => {
  const { out } = folder.review(plan(PART, "Deny"), "--format", format);
  expect(out.replace(/<\/?(span|wbr)[^>]*>/g, "")).toContain("of which only contoso/team-a is allowed there");
});

test("people agree to it by its words, and to nothing else", () => {
  const file = folder.write("access.json", folder.review(plan(PART, "Deny"), "--format", "access").out);
  expect(JSON.parse(folder.read("access.json")).images).toEqual([MESSAGE]);
  expect(folder.review(plan(PART, "Deny"), "--expect", file).code).toBe(0);
  const other = folder.review(plan(PART.replace("team-a", "team-b"), "Deny"), "--expect", file);
  expect(other.error.trim()).toBe(
    `--expect: shop: azurerm_role_assignment.pull: not in images of the agreement: ${MESSAGE.replace("team-a", "team-b")}`,
  );
  expect(other.code).toBe(4);
});

test("of a list that is sensitive, nothing is told", () => {
  const shown = plan(PART, "Deny");
  const manifest = policy('["contoso.azurecr.io/secret-team","registry.k8s.io"]');
  const resource_changes = Object(shown.resource_changes).map((one: JsonObject) =>
    one.name === "approved" ? created("kubernetes_manifest", { manifest }, { after_sensitive: MARKED }, "approved") : one,
  );
  const { out } = folder.review({ ...shown, resource_changes }, "--format", "json");
  expect(out).toContain("everything in contoso, of which only (sensitive value) is allowed there");
  expect(out).not.toContain("secret-team");
  // Another list would have the same words.
  const file = folder.write("access.json", folder.review({ ...shown, resource_changes }, "--format", "access").out);
  expect(folder.review({ ...shown, resource_changes }, "--expect", file).code).toBe(4);
});

test("a stack without a policy has no such rule in its reports", () => {
  const { out } = folder.review(shownPlan([registry(), cluster(), grant("pull", { scope: CONTOSO })]), "--format", "sarif");
  expect(out).not.toContain("image-access-differs");
});
