import { TerraformOutput } from "cdktf";
import { PullIdentity, PullIdentityConsumer, type ServiceAccountSubject, VerifierValues } from "../../../src";
import { KnownIdentity } from "../../support/known-identity";
import { emptyStack, synthesize } from "../../support/stack";
import { CLIENT_ID, OBJECT_ID } from "../../support/values";

const { AKS_KUBELET, AKS_WORKLOAD_IDENTITY, MSI_ACRPULL, WORKLOAD_IDENTITY } = PullIdentityConsumer;
const { forKyverno, forRatify } = VerifierValues;
const ANNOTATIONS = { "azure.workload.identity/client-id": CLIENT_ID, "azure.workload.identity/tenant-id": OBJECT_ID };
const LABELS = { "azure.workload.identity/use": "true" };
const RATIFY = ["gatekeeper-system/ratify-admin"];
const [ADMISSION, REPORTS] = ["kyverno/kyverno-admission-controller", "kyverno/kyverno-reports-controller"];

type Values = typeof forRatify;

function identity(accounts: readonly string[], consumer = WORKLOAD_IDENTITY): KnownIdentity {
  const subjects = accounts.map((account): ServiceAccountSubject => {
    const [namespaceName, serviceAccount] = account.split("/");
    return { namespaceName, serviceAccount };
  });
  return new KnownIdentity(emptyStack(), "verifier", subjects, consumer);
}

/** What Terraform makes of the values, whose tokens are all known here. */
function valuesOf(make: Values, one: KnownIdentity) {
  const stack = one.node.scope as ReturnType<typeof emptyStack>;
  new TerraformOutput(stack, "values", { value: make(one) });
  const expression = String(synthesize(stack).output.values.value);
  return JSON.parse(expression.replace(/^\$\{jsonencode\((.*)\)\}$/s, "$1").replace(/("(?:[^"\\]|\\.)*") = /g, "$1: "));
}

const controller = (name: string) => ({
  rbac: { serviceAccount: { name, annotations: ANNOTATIONS } },
  podLabels: LABELS,
});
const ofAdmission = { admissionController: controller("kyverno-admission-controller") };
const ofBoth = { ...ofAdmission, reportsController: controller("kyverno-reports-controller") };
const account = { name: "ratify-admin", annotations: ANNOTATIONS };
const byFederation = {
  serviceAccount: account,
  azureWorkloadIdentity: { clientId: CLIENT_ID },
  oras: { authProviders: { azureWorkloadIdentityEnabled: true } },
};
const credential = { provider: "azure", clientID: CLIENT_ID, tenantID: OBJECT_ID, identityBinding: { enabled: true } };

test.each<[string, Values, string[], PullIdentityConsumer, object]>([
  ["Ratify, by a federated credential", forRatify, RATIFY, WORKLOAD_IDENTITY, byFederation],
  ["Ratify, by a binding", forRatify, RATIFY, AKS_WORKLOAD_IDENTITY, { serviceAccount: account, stores: [{ credential }] }],
  ["Kyverno", forKyverno, [ADMISSION], WORKLOAD_IDENTITY, ofAdmission],
  ["Kyverno with reports", forKyverno, [ADMISSION, REPORTS], WORKLOAD_IDENTITY, ofBoth],
  ["Kyverno, the other way round", forKyverno, [REPORTS, ADMISSION], WORKLOAD_IDENTITY, ofBoth],
])("has the values of %s", (_title, make, accounts, consumer, expected) => {
  expect(valuesOf(make, identity(accounts, consumer))).toEqual(expected);
});

test("refers to an identity that the stack creates", () => {
  const stack = emptyStack();
  const pullIdentity = new PullIdentity(stack, "ratify", {
    resourceGroupName: "rg",
    location: "westeurope",
    issuerUrl: "https://oidc.contoso.com/prod",
    consumer: WORKLOAD_IDENTITY,
    subjects: [{ namespaceName: "gatekeeper-system", serviceAccount: "ratify-admin" }],
  });
  new TerraformOutput(stack, "values", { value: forRatify(pullIdentity) });
  const { value } = synthesize(stack).output.values;
  expect(value).toContain('"azureWorkloadIdentity" = {"clientId" = azurerm_user_assigned_identity.ratify.client_id}');
});

const KYVERNO = "pullIdentity must have the subject <name>-admission-controller, and no other than";
const ONE = "pullIdentity must have one subject, the service account of Ratify";

test.each<[string, Values, string[], PullIdentityConsumer, string]>([
  ["nodes", forRatify, RATIFY, AKS_KUBELET, "for the consumer WorkloadIdentity or AksWorkloadIdentity, whose"],
  ["an operator", forKyverno, [ADMISSION], MSI_ACRPULL, "for the consumer WorkloadIdentity, whose"],
  ["a binding that Kyverno cannot use", forKyverno, [ADMISSION], AKS_WORKLOAD_IDENTITY, "got 'AksWorkloadIdentity'"],
  ["two accounts", forRatify, [...RATIFY, "shop/app"], WORKLOAD_IDENTITY, ONE],
  ["reports alone", forKyverno, [REPORTS], WORKLOAD_IDENTITY, KYVERNO],
  ["another account", forKyverno, [ADMISSION, "kyverno/app"], WORKLOAD_IDENTITY, KYVERNO],
  ["a controller twice", forKyverno, [ADMISSION, ADMISSION], WORKLOAD_IDENTITY, KYVERNO],
  ["two namespaces", forKyverno, [ADMISSION, "shop/kyverno-reports-controller"], WORKLOAD_IDENTITY, KYVERNO],
  ["a name that only contains it", forKyverno, [`${ADMISSION}-2`], WORKLOAD_IDENTITY, KYVERNO],
])("refuses an identity for %s", (_title, make, accounts, consumer, message) => {
  expect(() => make(identity(accounts, consumer))).toThrow(message);
});

test("refuses what is no identity", () => {
  expect(() => forRatify({} as KnownIdentity)).toThrow(/^VerifierValues[.]forRatify: pullIdentity must /);
});
