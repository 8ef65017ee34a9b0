import { Programs } from "./support/program";
import { ratios, shown } from "./support/ratio";

const ROUNDS = 9;

/** How many times as much the bigger of two programs has to do. */
const GROWTH = 4;

const HEAD = `
const { App, TerraformIterator, TerraformStack } = require("cdktf");
const count = Number(process.argv[2]);
const numbers = (length) => Array.from({ length }, (_, index) => index);
const app = new App({ outdir: "cdktf.out" });`;

const AZURE = `${HEAD}
const { AzurermProvider } = require("@cdktf/provider-azurerm/lib/provider");
const guid = (index) => "00000000-0000-0000-0000-" + String(index).padStart(12, "0");
const registryId = (index) =>
  "/subscriptions/" + guid(0) + "/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso" + index;
const stackOf = (index) => {
  const stack = new TerraformStack(app, "cluster-" + index);
  new AzurermProvider(stack, "azurerm", { features: [{}] });
  return stack;
};`;

/** One stack, in which each cluster has a grant on one registry. */
const OUR_GRANTS = `${AZURE}
const { AksCluster, ContainerRegistry } = require("cdktf-acr-aks");
const stack = stackOf(0);
const attributes = { registryId: registryId(0), loginServer: "contoso0.azurecr.io" };
const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", attributes);
for (const index of numbers(count)) {
  const cluster = AksCluster.fromClusterAttributes(stack, "aks-" + index, { kubeletObjectId: guid(index) });
  registry.grantPull(cluster);
}
app.synth();`;

const ASSIGNMENT = `
const { RoleAssignment } = require("@cdktf/provider-azurerm/lib/role-assignment");
const assign = (stack, id, scope, principalId) => {
  for (const roleDefinitionName of ["AcrPull", "Container Registry Repository Reader"]) {
    new RoleAssignment(stack, id + roleDefinitionName, {
      scope,
      roleDefinitionName,
      principalId,
      principalType: "ServicePrincipal",
      skipServicePrincipalAadCheck: true,
      lifecycle: { ignoreChanges: ["description", "skip_service_principal_aad_check"] },
    });
  }
};`;

const BARE_GRANTS = `${AZURE}${ASSIGNMENT}
const stack = stackOf(0);
for (const index of numbers(count)) {
  assign(stack, "pull-" + index, registryId(0), guid(index));
}
app.synth();`;

/** A stack for each cluster, which pulls from ten registries. */
const OUR_FLEET = `${AZURE}
const { AksCluster, ContainerRegistry } = require("cdktf-acr-aks");
for (const index of numbers(count)) {
  const stack = stackOf(index);
  const cluster = AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: guid(index) });
  for (const number of numbers(10)) {
    const registry = { registryId: registryId(number), loginServer: "contoso" + number + ".azurecr.io" };
    ContainerRegistry.fromRegistryAttributes(stack, "acr-" + number, registry).grantPull(cluster);
  }
}
app.synth();`;

const BARE_FLEET = `${AZURE}${ASSIGNMENT}
for (const index of numbers(count)) {
  const stack = stackOf(index);
  for (const number of numbers(10)) {
    assign(stack, "pull-" + number, registryId(number), guid(index));
  }
}
app.synth();`;

/** A pull secret and a service account in each namespace, by one block each. */
const NAMESPACES = `${HEAD}
const { KubernetesProvider } = require("@cdktf/provider-kubernetes/lib/provider");
const stack = new TerraformStack(app, "teams");
new KubernetesProvider(stack, "kubernetes");
const namespaces = numbers(count).map((index) => "team-" + index);`;

const OUR_NAMESPACES = `${NAMESPACES}
const { ImagePullSecret, RegistryCredentials, ServiceAccount } = require("cdktf-acr-aks");
const server = { loginServer: "contoso.azurecr.io", username: "puller", password: "benchmark" };
const credentials = [RegistryCredentials.fromPassword(server)];
const secret = new ImagePullSecret(stack, "acr-pull", { credentials, namespaces });
new ServiceAccount(stack, "app", { imagePullSecrets: [secret] });
app.synth();`;

const BARE_NAMESPACES = `${NAMESPACES}
const { SecretV1 } = require("@cdktf/provider-kubernetes/lib/secret-v1");
const { ServiceAccountV1 } = require("@cdktf/provider-kubernetes/lib/service-account-v1");
const forEach = TerraformIterator.fromList(namespaces);
const { value: namespace } = forEach;
const type = "kubernetes.io/dockerconfigjson";
new SecretV1(stack, "acr-pull", { forEach, metadata: { name: "acr-pull", namespace }, type, data: { ".dockerconfigjson": "{}" } });
new ServiceAccountV1(stack, "app", { forEach, metadata: { name: "app", namespace }, imagePullSecret: [{ name: "acr-pull" }] });
app.synth();`;

/** Whole processes of both, at two sizes: what ours takes of the bare resources, and how much more the bigger one takes. */
function compare(programs: Programs, name: string, size: number, ours: string, bare: string): void {
  const [own, theirs] = [programs.write("ours.js", ours), programs.write("bare.js", bare)];
  for (const measure of ["processor", "megabytes"] as const) {
    const of = (program: string, count: number) => () => programs.run(program, String(count))[measure];
    const [toBare] = ratios(ROUNDS, of(theirs, size), of(own, size));
    const [growth] = ratios(ROUNDS, of(own, size / GROWTH), of(own, size));
    console.log(`${name}, ${measure}: ${shown(toBare)} of the bare resources; ${shown(growth)} of a quarter of it`);
  }
}

const programs = new Programs();
try {
  compare(programs, "1,000 clusters with a grant each in one stack", 1_000, OUR_GRANTS, BARE_GRANTS);
  compare(programs, "100 clusters x 10 registries in 100 stacks", 100, OUR_FLEET, BARE_FLEET);
  compare(programs, "5,000 namespaces", 5_000, OUR_NAMESPACES, BARE_NAMESPACES);
} finally {
  programs.remove();
}
