import type { TerraformStack } from "cdktf";
import {
  AcrCredentialProvider,
  ImagePolicy,
  type ImagePolicyProps,
  PullRoleAssignment,
  PullSecretPolicy,
  PullSecretPolicyMode,
} from "../../../src";
import { edgeProvider, knownCluster, knownRegistry, pullSecret, registryOf } from "../../support/builders";
import { emptyStack, type JsonTree, listVariable, synthesize, validationErrors, variable, warnings } from "../../support/stack";
import { OBJECT_ID } from "../../support/values";

const CONTOSO = ["contoso.azurecr.io/team-a"];

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

function policy(stack: TerraformStack, props: ImagePolicyProps = { allowedImages: CONTOSO }, id = "approved"): ImagePolicy {
  return new ImagePolicy(stack, id, props);
}

/** The manifests, with locals that are named without their hashes. */
function manifests(stack: TerraformStack): JsonTree {
  const { kubernetes_manifest } = synthesize(stack).resource;
  return JSON.parse(
    JSON.stringify(kubernetes_manifest).replace(/(approved_(?:ImagesOfPod|SystemNamespaces))_[0-9A-F]{8}/g, "$1"),
  );
}

interface Variable {
  readonly name: string;
  readonly expression: string;
}

function variablesOf({ manifest }: JsonTree): Readonly<Record<string, string>> {
  const variables: unknown = manifest.spec.variables;
  return Object.fromEntries((variables as Variable[]).map(({ name, expression }) => [name, expression]));
}

const imagesOf = (pod: string) => `\${replace(local.approved_ImagesOfPod, "pod.", "${pod}.")}`;
const PATH = "[a-z0-9]+(([.]|_|__|-+)[a-z0-9]+)*";
const REFERENCE = `^[^/]+(/${PATH})+(:[a-zA-Z0-9_][-._a-zA-Z0-9]{0,127})?(@sha256:[0-9a-f]{64}|@sha512:[0-9a-f]{128})?$`;
const IS_ALLOWED =
  '[image.find("^.*/[^/:@]+") + "/"].exists(name, variables.allowedImages.exists(entry, name.startsWith(entry + "/")))';
const NO_SYSTEM = { key: "kubernetes.io/metadata.name", operator: "NotIn", values: "${local.approved_SystemNamespaces}" };

test("judges the images of pods in all namespaces but those of the system, and only warns at first", () => {
  expect(policy(stack).policyName).toBe("approved");
  const { approved, approved_Binding, ...rest } = manifests(stack);
  expect(rest).toEqual({});
  expect(approved).toEqual({
    manifest: {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: "approved" },
      spec: {
        failurePolicy: "Fail",
        matchConstraints: {
          namespaceSelector: { matchExpressions: [NO_SYSTEM] },
          resourceRules: [
            {
              apiGroups: [""],
              apiVersions: ["v1"],
              operations: ["CREATE", "UPDATE"],
              resources: ["pods", "pods/ephemeralcontainers"],
              scope: "Namespaced",
            },
          ],
        },
        variables: [
          { name: "former", expression: `oldObject == null ? [] : ${imagesOf("oldObject")}` },
          { name: "images", expression: `(${imagesOf("object")}).filter(image, !(image in variables.former))` },
          { name: "allowedImages", expression: '["contoso.azurecr.io/team-a"]' },
          {
            name: "references",
            expression:
              'variables.images.filter(image, image != "").map(image, image.matches("^(sha(256|512):|localhost/|[^/]*[.:A-Z][^/]*/)") ? image : "docker.io/" + image)' +
              '.map(image, image.startsWith("index.docker.io/") ? image.substring(6) : image)' +
              '.map(image, image.matches("^docker[.]io/[^/]+$") ? "docker.io/library/" + image.substring(10) : image)',
          },
          { name: "judged", expression: "variables.references" },
          {
            name: "unapproved",
            expression: `variables.judged.filter(image, !(image.matches("${REFERENCE}") && ${IS_ALLOWED}))`,
          },
          { name: "approved", expression: "variables.judged.filter(image, !(image in variables.unapproved))" },
        ],
        validations: [
          {
            expression: "size(variables.unapproved) == 0",
            message: "not in an approved registry or repository",
            messageExpression:
              '"not in an approved registry or repository: " + variables.unapproved.join(", ") + "; approved: " + variables.allowedImages.join(", ")',
          },
        ],
      },
    },
    field_manager: { force_conflicts: true },
    lifecycle: { replace_triggered_by: ["terraform_data.approved_FieldManager"] },
  });
  expect(approved_Binding).toEqual({
    manifest: {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name: "approved" },
      spec: { policyName: "approved", validationActions: ["Warn", "Audit"], matchResources: {} },
    },
    field_manager: { force_conflicts: true },
    lifecycle: { replace_triggered_by: ["terraform_data.approved_BindingFieldManager"] },
    depends_on: ["kubernetes_manifest.approved"],
  });
});

test("judges workloads by a policy of its own, with the same list", () => {
  const provider = edgeProvider(stack);
  policy(stack, {
    allowedImages: CONTOSO,
    namespaceSelector: { team: "a" },
    exemptNamespaceLabel: "contoso.example/exempt",
    validationActions: PullSecretPolicy.DENY,
    workloadValidationActions: listVariable(stack, "actions"),
    policyName: "only-contoso",
    provider,
  });
  const { approved, approved_Workloads, approved_WorkloadsBinding } = manifests(stack);
  const selector = { matchExpressions: [NO_SYSTEM, { key: "contoso.example/exempt", operator: "DoesNotExist" }] };
  const { matchConstraints, matchConditions } = approved_Workloads.manifest.spec;
  expect(matchConstraints.namespaceSelector).toEqual(selector);
  expect(approved.manifest.spec).toMatchObject({ matchConstraints: { namespaceSelector: selector } });
  expect(approved.manifest.spec).not.toHaveProperty("matchConditions");
  expect(matchConditions).toEqual([{ name: "not-made-by-another", expression: expect.any(String) }]);
  expect(JSON.stringify(matchConstraints.resourceRules)).toContain('["deployments","statefulsets","daemonsets","replicasets"]');
  expect(variablesOf(approved_Workloads)).toMatchObject({
    former: `oldObject == null ? [] : ${imagesOf("variables.formerTemplate")}`,
    images: `(${imagesOf("variables.template")}).filter(image, !(image in variables.former))`,
    allowedImages: '["contoso.azurecr.io/team-a"]',
  });
  expect(approved_WorkloadsBinding).toMatchObject({
    provider: "kubernetes.edge",
    manifest: {
      metadata: { name: "only-contoso-workloads" },
      spec: { validationActions: "${var.actions}", matchResources: { namespaceSelector: { matchLabels: { team: "a" } } } },
    },
  });
});

test("allows registries, whose hosts stand in the list of the others", () => {
  const host = variable(stack, "host");
  const registries = [registryOf(stack), knownRegistry(stack, { loginServer: "fabrikam.azurecr.io" }, "fabrikam")];
  policy(stack, { allowedImages: [`${host}/team-a`, "registry.k8s.io"], registries });
  const { approved } = manifests(stack);
  expect(variablesOf(approved).allowedImages).toBe(
    '["${var.host}/team-a","registry.k8s.io","${data.azurerm_container_registry.acr.login_server}","fabrikam.azurecr.io"]',
  );
  const lifecycle: unknown = approved.lifecycle;
  expect((lifecycle as { precondition: unknown[] }).precondition).toHaveLength(1);
  expect(JSON.stringify(lifecycle)).toContain("[stack/approved] allowedImages must be registries such as");
});

test("exempts images, whatever else it asks", () => {
  policy(stack, { allowedImages: CONTOSO, exemptImages: ["index.docker.io/busybox:1.37", "mcr.microsoft.com/oss"] });
  expect(variablesOf(manifests(stack).approved)).toMatchObject({
    exemptImages: '["docker.io/library/busybox:1.37","mcr.microsoft.com/oss"]',
    judged: `variables.references.filter(image, !(image.matches("${REFERENCE}") && (image in variables.exemptImages || ${IS_ALLOWED.replace("allowedImages", "exemptImages")})))`,
  });
});

test.each<[ImagePolicyProps, string]>([
  [{ digestRequired: true }, 'size(variables.approved.filter(image, !image.contains("@"))) == 0'],
  [
    { allowedTagPattern: "v\\d+" },
    'size(variables.approved.filter(image, !(image.contains("@") || image.matches("/[^/:@]+:(v\\\\d+)$")))) == 0',
  ],
])("asks of what is approved %j", (props, expression) => {
  policy(stack, { allowedImages: CONTOSO, ...props });
  expect(manifests(stack).approved.manifest.spec.validations).toMatchObject([{}, { expression }]);
});

test.each([
  [60, true],
  [200, false],
])("a message lists what is approved if the API server takes a message as long: %d", (length, isListed) => {
  policy(stack, { allowedImages: Array.from({ length }, (_, index) => `registry-${index}.corp.example/division/department`) });
  expect(JSON.stringify(manifests(stack).approved.manifest.spec.validations).includes("; approved: ")).toBe(isListed);
});

test("takes a pattern from a variable, and has the plan read it", () => {
  policy(stack, { allowedImages: CONTOSO, allowedTagPattern: variable(stack, "pattern") });
  const { approved } = manifests(stack);
  expect(JSON.stringify(approved.manifest.spec)).toMatch(/jsonencode\(join\(.*var.pattern/);
  expect(JSON.stringify(approved.lifecycle)).toContain("can(regexall(var.pattern,");
});

test("shares its name with no other policy that validates", () => {
  policy(stack);
  const secret = pullSecret(stack);
  new PullSecretPolicy(stack, "demand", {
    mode: PullSecretPolicyMode.VALIDATE,
    imagePullSecret: secret,
    policyName: "approved",
  });
  expect(validationErrors(stack)).toEqual([expect.stringContaining("'stack/approved' uses it already")]);
});

const UNPULLED = "is allowed, but nothing in this stack pulls from it; see";
const UNAPPROVED = "can be pulled from, but none of its images are allowed; see";
const grant = (stack: TerraformStack, name: string) => registryOf(stack, name, name).grantPull(knownCluster(stack, "aks"));
const two = (stack: TerraformStack) => ["contoso", "fabrikam"].map((name) => registryOf(stack, name, name));
const ALL_OF = ["contoso.azurecr.io", "fabrikam.azurecr.io"];

/** What a stack says of who pulls, what the policy allows in it, and what it is warned of. */
test.each<[string, (stack: TerraformStack) => ImagePolicyProps, string[]]>([
  ["says of nobody that he pulls", () => ({ allowedImages: ALL_OF }), []],
  [
    "pulls from one of two hosts",
    (stack) => {
      grant(stack, "contoso");
      return { allowedImages: [...CONTOSO, "fabrikam-a1b2.azurecr.io/x", "registry.k8s.io", "localhost", "a:5000"] };
    },
    [`fabrikam ${UNPULLED}`],
  ],
  [
    "pulls from one of two registries that are looked up",
    (stack) => {
      const registries = two(stack);
      registries[0].grantPull(knownCluster(stack));
      return { registries };
    },
    [`fabrikam ${UNPULLED}`],
  ],
  [
    "pulls from another registry",
    (stack) => {
      const [contoso, fabrikam] = two(stack);
      fabrikam.grantPull(knownCluster(stack));
      return { registries: [contoso, fabrikam].slice(0, 1) };
    },
    [`contoso ${UNPULLED}`, `fabrikam ${UNAPPROVED}`],
  ],
  [
    "pulls from another registry in other namespaces",
    (stack) => {
      grant(stack, "fabrikam");
      return { allowedImages: CONTOSO, namespaceSelector: { team: "a" } };
    },
    [`contoso ${UNPULLED}`],
  ],
  [
    "has a secret for another registry",
    (stack) => {
      pullSecret(stack);
      return { allowedImages: ["registry.k8s.io"] };
    },
    [`contoso ${UNAPPROVED}`],
  ],
  [
    "has kubelets log in to another registry",
    (stack) => {
      new AcrCredentialProvider(stack, "acr", { registries: [knownRegistry(stack, {}, "one")], tenantId: OBJECT_ID });
      return { allowedImages: ["registry.k8s.io"] };
    },
    [`contoso ${UNAPPROVED}`],
  ],
  [
    "has a secret for a registry of which an image is exempt",
    (stack) => {
      pullSecret(stack);
      return { allowedImages: ["registry.k8s.io"], exemptImages: ["contoso.azurecr.io/agents"] };
    },
    [],
  ],
  [
    "has a secret for Docker Hub by its other name",
    (stack) => {
      const login = { loginServer: "index.docker.io", username: "a", password: variable(stack, "password"), requires: [] };
      pullSecret(stack, "hub", { credentials: [login] });
      return { allowedImages: ["docker.io/library"] };
    },
    [],
  ],
  [
    "has a secret in a namespace that no policy matches",
    (stack) => {
      pullSecret(stack, "acr-pull", { namespaces: ["kube-system"] });
      return { allowedImages: ["registry.k8s.io"] };
    },
    [],
  ],
  [
    "has a secret of a host that only the plan knows",
    (stack) => {
      const loginServer = variable(stack, "host");
      pullSecret(stack, "acr-pull", {
        credentials: [{ loginServer, username: "a", password: variable(stack, "password"), requires: [] }],
      });
      return { allowedImages: CONTOSO };
    },
    [],
  ],
  [
    "allows a host that only the plan knows",
    (stack) => {
      grant(stack, "fabrikam");
      return { allowedImages: [`${variable(stack, "host")}/team-a`, "fabrikam.azurecr.io/team-a"] };
    },
    [],
  ],
  [
    "has another cluster, which may be the one that pulls",
    (stack) => {
      edgeProvider(stack);
      two(stack)[1].grantPull(knownCluster(stack));
      return { allowedImages: ["registry.k8s.io"] };
    },
    [],
  ],
  [
    "grants by an id that only the plan knows",
    (stack) => {
      const registryId = variable(stack, "registry");
      new PullRoleAssignment(stack, "pull", { registryId, principalId: variable(stack, "principal") });
      return { allowedImages: CONTOSO };
    },
    [],
  ],
])("warns of what is pulled and what is allowed, once, where a stack %s", (_title, propsOf, expected) => {
  policy(stack, propsOf(stack));
  expect([validationErrors(stack), validationErrors(stack)]).toEqual([[], []]);
  const said = warnings(stack).filter((one) => one.includes("[stack/approved]"));
  expect(said.map((one) => one.replace(/.* the registry (.* see) .*#approved-images$/, "$1"))).toEqual(expected);
});
