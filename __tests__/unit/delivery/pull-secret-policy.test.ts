import type { TerraformStack } from "cdktf";
import {
  type ImagePullSecretProps,
  PullSecretPolicy,
  PullSecretPolicyMode,
  type PullSecretPolicyProps,
  RegistryCredentials,
  ServiceAccount,
} from "../../../src";
import { edgeProvider, pullSecret } from "../../support/builders";
import {
  complaint,
  emptyStack,
  type JsonTree,
  listVariable,
  synthesize,
  validationErrors,
  variable,
  warnings,
} from "../../support/stack";

const { VALIDATE, MUTATE } = PullSecretPolicyMode;

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

/** A policy for one secret, unless the properties say otherwise. */
function policy(
  stack: TerraformStack,
  props: Partial<PullSecretPolicyProps> = {},
  secret: Partial<ImagePullSecretProps> = {},
  id = "demand",
): PullSecretPolicy {
  const subject = "imagePullSecret" in props ? {} : { imagePullSecret: pullSecret(stack, "acr-pull", secret) };
  return new PullSecretPolicy(stack, id, { mode: VALIDATE, ...subject, ...props });
}

function credentialsFor(loginServer: string) {
  return RegistryCredentials.fromPassword({ loginServer, username: "puller", password: "correct-horse" });
}

/** With locals that are named without their hashes, as blocks are. */
function readable(stack: TerraformStack): JsonTree {
  return JSON.parse(JSON.stringify(synthesize(stack)).replace(/(demand_(?:ImagesOfPod|SystemNamespaces))_[0-9A-F]{8}/g, "$1"));
}

function manifestsOf(stack: TerraformStack): JsonTree {
  return readable(stack).resource.kubernetes_manifest;
}

/** The expression that names the secrets whose registries a pod uses. */
function needed(stack: TerraformStack): unknown {
  const variables: unknown = manifestsOf(stack).demand.manifest.spec.variables;
  const [, , , { name, expression }] = variables as { name: string; expression: string }[];
  expect(name).toBe("needed");
  return expression;
}

function imagesOf(pod: string): string {
  return `\${replace(local.demand_ImagesOfPod, "pod.", "${pod}.")}`;
}

const VARIABLES = [
  { name: "former", expression: `oldObject == null ? [] : ${imagesOf("oldObject")}` },
  { name: "images", expression: `(${imagesOf("object")}).filter(image, !(image in variables.former))` },
  { name: "named", expression: 'object.spec.?imagePullSecrets.orValue([]).map(secret, secret.?name.orValue(""))' },
  {
    name: "needed",
    expression:
      '(["contoso.azurecr.io"].exists(host, variables.images.exists(image, image.startsWith(host + "/"))) ? ["acr-pull"] : [])',
  },
  { name: "missing", expression: "variables.needed.filter(name, !(name in variables.named))" },
];

/** What no policy acts on. */
const NO_SYSTEM_NAMESPACES = {
  matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: "${local.demand_SystemNamespaces}" }],
};

const OF_THE_SECRET = { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: ["apps"] }] };

test("injects the secret into new pods, and lets a pod pass that it cannot judge", () => {
  policy(stack, { mode: MUTATE, kubernetesVersion: "1.36" });
  expect(manifestsOf(stack)).toEqual({
    demand: {
      manifest: {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "MutatingAdmissionPolicy",
        metadata: { name: "demand" },
        spec: {
          failurePolicy: "Ignore",
          reinvocationPolicy: "IfNeeded",
          matchConstraints: {
            namespaceSelector: NO_SYSTEM_NAMESPACES,
            resourceRules: [
              { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"], scope: "Namespaced" },
            ],
          },
          variables: VARIABLES,
          mutations: [
            {
              patchType: "JSONPatch",
              jsonPatch: {
                expression:
                  '(size(variables.missing) == 0 || has(object.spec.imagePullSecrets) ? [] : [JSONPatch{op: "add", path: "/spec/imagePullSecrets", value: []}])' +
                  ' + variables.missing.map(name, JSONPatch{op: "add", path: "/spec/imagePullSecrets/-", value: Object.spec.imagePullSecrets{name: name}})',
              },
            },
          ],
        },
      },
      field_manager: { force_conflicts: true },
      lifecycle: { replace_triggered_by: ["terraform_data.demand_FieldManager"] },
      depends_on: ["kubernetes_secret_v1.acr-pull"],
    },
    demand_Binding: {
      manifest: {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "MutatingAdmissionPolicyBinding",
        metadata: { name: "demand" },
        spec: { policyName: "demand", matchResources: { namespaceSelector: OF_THE_SECRET } },
      },
      field_manager: { force_conflicts: true },
      lifecycle: { replace_triggered_by: ["terraform_data.demand_BindingFieldManager"] },
      depends_on: ["kubernetes_manifest.demand"],
    },
  });
});

test("demands the secrets of a service account, names the account, and waits for it", () => {
  const provider = edgeProvider(stack);
  const secrets = ["contoso.azurecr.io", "fabrikam.azurecr.io"].map((loginServer, index) =>
    pullSecret(stack, ["contoso", "fabrikam"][index], { credentials: [credentialsFor(loginServer)], provider }),
  );
  const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets: secrets });
  policy(stack, { imagePullSecret: undefined, serviceAccount, validationActions: PullSecretPolicy.DENY });
  const { demand, demand_Binding } = manifestsOf(stack);
  expect(needed(stack)).toBe(
    '(["contoso.azurecr.io"].exists(host, variables.images.exists(image, image.startsWith(host + "/"))) ? ["contoso"] : []) + ' +
      '(["fabrikam.azurecr.io"].exists(host, variables.images.exists(image, image.startsWith(host + "/"))) ? ["fabrikam"] : [])',
  );
  expect(demand).toMatchObject({ provider: "kubernetes.edge", depends_on: ["kubernetes_service_account_v1.app"] });
  expect(JSON.stringify(demand.manifest.spec.validations)).toContain(
    "if it has none of its own, the service account app in serviceAccountName",
  );
  expect(demand_Binding).toMatchObject({
    provider: "kubernetes.edge",
    manifest: { spec: { validationActions: ["Deny"], matchResources: { namespaceSelector: OF_THE_SECRET } } },
  });
});

test("judges workloads by a policy of its own, if asked to", () => {
  const serviceAccount = new ServiceAccount(stack, "app", { imagePullSecrets: [pullSecret(stack)] });
  policy(stack, {
    imagePullSecret: undefined,
    serviceAccount,
    workloadValidationActions: PullSecretPolicy.DENY,
    serviceAccountNames: ["default", "by-hand"],
    exemptNamespaceLabel: "contoso.example/exempt",
  });
  const { demand, demand_Workloads, demand_WorkloadsBinding } = manifestsOf(stack);
  expect(demand.manifest.spec).not.toHaveProperty("matchConditions");
  expect(demand_Workloads.manifest).toMatchObject({ kind: "ValidatingAdmissionPolicy", metadata: { name: "demand-workloads" } });
  const { matchConstraints, matchConditions, validations, variables } = demand_Workloads.manifest.spec;
  expect(matchConstraints.namespaceSelector).toEqual(demand.manifest.spec.matchConstraints.namespaceSelector);
  const rule = { apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], scope: "Namespaced" };
  expect(matchConstraints.resourceRules).toEqual([
    { ...rule, apiGroups: ["apps"], resources: ["deployments", "statefulsets", "daemonsets", "replicasets"] },
    { ...rule, apiGroups: ["batch"], resources: ["jobs", "cronjobs"] },
  ]);
  expect(matchConditions).toEqual([{ name: "not-made-by-another", expression: expect.stringContaining("ownerReferences") }]);
  expect(JSON.stringify(variables)).toContain(JSON.stringify('["app","default","by-hand"]').slice(1, -1));
  expect(JSON.stringify(validations)).toContain("in imagePullSecrets of the pod template or");
  expect(demand_WorkloadsBinding.manifest).toEqual({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name: "demand-workloads" },
    spec: { policyName: "demand-workloads", validationActions: ["Deny"], matchResources: { namespaceSelector: OF_THE_SECRET } },
  });
});

test("leaves images and pods alone that are exempt", () => {
  policy(stack, {
    exemptPodLabel: "contoso.example/break-glass",
    exemptImagePrefixes: ["contoso.azurecr.io/public/"],
    workloadValidationActions: PullSecretPolicy.WARN,
  });
  for (const [name, pod] of Object.entries({ demand: "object", demand_Workloads: "variables.template" })) {
    const variables: unknown = manifestsOf(stack)[name].manifest.spec.variables;
    const images = (variables as { name: string; expression: string }[]).find((variable) => variable.name === "images");
    expect(images?.expression).toBe(
      `${pod}.?metadata.?labels[?"contoso.example/break-glass"].hasValue() ? [] : (${imagesOf(pod)})` +
        '.filter(image, !(image in variables.former) && !["contoso.azurecr.io/public/"].exists(prefix, image.startsWith(prefix)))',
    );
  }
});

test("tells that a namespace of the system among others is left alone", () => {
  policy(stack, {}, { namespaces: ["apps", "kube-system"] });
  expect(warnings(stack)).toContainEqual(expect.stringContaining("the policy does not match kube-system"));
});

test("takes hosts, names, namespaces and actions from variables", () => {
  policy(
    stack,
    { policyName: variable(stack, "name"), validationActions: listVariable(stack, "actions") },
    {
      credentials: [credentialsFor(variable(stack, "host")), credentialsFor("contoso.azurecr.io")],
      namespaces: listVariable(stack, "namespaces"),
      secretName: `${variable(stack, "team")}-pull`,
    },
  );
  const { demand, demand_Binding } = manifestsOf(stack);
  expect(needed(stack)).toBe(
    '(${jsonencode([var.host, "contoso.azurecr.io"])}.exists(host, variables.images.exists(image, image.startsWith(host + "/"))) ? ${jsonencode([join("", [var.team, "-pull"])])} : [])',
  );
  expect(demand.manifest.metadata).toEqual({ name: "${var.name}" });
  expect(demand_Binding.manifest.spec).toEqual({
    policyName: "${var.name}",
    validationActions: "${var.actions}",
    matchResources: {
      namespaceSelector: {
        matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: "${var.namespaces}" }],
      },
    },
  });
  const conditions = JSON.stringify(demand.lifecycle);
  for (const property of ["policyName", "validationActions", "loginServers"]) {
    expect(conditions).toContain(`${property} must `);
  }
});

test("lets Terraform compare a version that only the plan knows", () => {
  policy(stack, { mode: MUTATE, kubernetesVersion: variable(stack, "kubernetes_version") });
  expect(manifestsOf(stack).demand.lifecycle.precondition).toEqual([
    expect.objectContaining({ condition: expect.stringContaining("can(regex(") }),
    {
      condition: '${(try(tonumber(element(regex("^v?1[.]([0-9]+)", var.kubernetes_version), 0)), 0) >= 36)}',
      error_message:
        "[stack/demand] kubernetesVersion must be at least 1.36 for MUTATE; use PullSecretPolicyMode.VALIDATE, or DefaultServiceAccount, " +
        "which works with any version; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#policy-versions",
    },
  ]);
});

test("exempts namespaces by a label only if it is named", () => {
  policy(stack, { exemptNamespaceLabel: "contoso.example/exempt" });
  expect(manifestsOf(stack).demand.manifest.spec.matchConstraints.namespaceSelector.matchExpressions).toEqual([
    expect.objectContaining({ key: "kubernetes.io/metadata.name", operator: "NotIn" }),
    { key: "contoso.example/exempt", operator: "DoesNotExist" },
  ]);
});

test("two policies of a kind need two names in a cluster, and may share one in two", () => {
  policy(stack);
  const other = { policyName: "demand", imagePullSecret: pullSecret(stack, "other") };
  policy(stack, { ...other, mode: MUTATE, kubernetesVersion: "1.36" }, {}, "inject");
  const edge = pullSecret(stack, "edge-pull", { provider: edgeProvider(stack) });
  policy(stack, { ...other, imagePullSecret: edge }, {}, "elsewhere");
  expect(validationErrors(stack)).toEqual([]);
  policy(stack, other, {}, "again");
  expect(validationErrors(stack)).toEqual([expect.stringMatching(complaint("policyName", "set policyName"))]);
});
