import type { TerraformStack } from "cdktf";
import {
  azureStack,
  type KubernetesCluster,
  kubernetesStack,
  RealWorkspace,
  request,
  startAzure,
  startKubernetes,
} from "../../__tests__/real/support/providers";
import { render } from "../../__tests__/support/stack";
import {
  AksCluster,
  ContainerRegistry,
  CustomerAccess,
  DefaultServiceAccount,
  ImagePullSecret,
  RegistryCredentials,
  RegistryRoleAssignmentMode,
  ServiceAccount,
} from "../../src";
import { processorSeconds } from "./support/processor";

const APPLY = ["apply", "-auto-approve", "-input=false"];
const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers";

interface Seconds {
  readonly elapsed: number;
  /** Of all processors: other programs on the machine hardly change it. */
  readonly processor: number;
}

type Measured = ReadonlyMap<string, Seconds>;

class Stopwatch {
  public readonly seconds = new Map<string, Seconds>();

  public time<T>(step: string, body: () => T): T {
    const [elapsed, processor] = [performance.now(), processorSeconds()];
    const result = body();
    this.seconds.set(step, {
      elapsed: (performance.now() - elapsed) / 1000,
      processor: processorSeconds() - processor,
    });
    return result;
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** A secret, a service account and the default service account in each namespace. */
function inNamespaces(count: number, password: string): TerraformStack {
  const stack = kubernetesStack();
  const credentials = [
    RegistryCredentials.fromPassword({ loginServer: "contoso.azurecr.io", username: "puller", password }),
  ];
  const namespaces = range(count).map((index) => `team-${index}`);
  const imagePullSecrets = [new ImagePullSecret(stack, "acr", { credentials, namespaces })];
  new ServiceAccount(stack, "app", { imagePullSecrets });
  new DefaultServiceAccount(stack, "default", { imagePullSecrets, preventDestroy: false });
  return stack;
}

async function measureNamespaces(cluster: KubernetesCluster, count: number): Promise<Measured> {
  for (const index of range(count)) {
    await cluster.api("POST", "/api/v1/namespaces", { metadata: { name: `team-${index}` } });
  }
  const workspace = new RealWorkspace(cluster);
  const watch = new Stopwatch();
  try {
    workspace.write(watch.time("synth", () => render(inNamespaces(count, "first"))));
    workspace.succeed("init");
    watch.time("plan", () => workspace.succeed("plan"));
    watch.time("apply", () => workspace.succeed(...APPLY));
    watch.time("second plan", () => workspace.succeed("plan", "-detailed-exitcode"));
    workspace.write(inNamespaces(count, "second"));
    watch.time("rotation", () => workspace.succeed(...APPLY));
    watch.time("destroy", () => workspace.succeed("destroy", "-auto-approve"));
    return watch.seconds;
  } finally {
    workspace.remove();
  }
}

/** Each cluster may pull from each registry. */
function grants(clusters: number, registries: number): TerraformStack {
  const stack = azureStack();
  const pullers = range(clusters).map((index) =>
    AksCluster.fromLookup(stack, `aks-${index}`, { clusterName: `aks-${index}`, resourceGroupName: "rg-shared" }),
  );
  for (const index of range(registries)) {
    const registryName = `registry${index}`;
    const registry = ContainerRegistry.fromLookup(stack, registryName, {
      registryName,
      resourceGroupName: "rg-shared",
      roleAssignmentMode: RegistryRoleAssignmentMode.RBAC,
    });
    for (const puller of pullers) {
      registry.grantPull(puller);
    }
  }
  return stack;
}

async function measureGrants(clusters: number, registries: number, parallelism: number): Promise<Measured> {
  const azure = await startAzure();
  const workspace = new RealWorkspace(azure);
  const watch = new Stopwatch();
  try {
    for (const index of range(registries)) {
      const path = `${GROUP}/Microsoft.ContainerRegistry/registries/registry${index}`;
      await request(azure, "PUT", path, { location: "westeurope", sku: { name: "Standard" }, properties: {} });
    }
    for (const index of range(clusters)) {
      const path = `${GROUP}/Microsoft.ContainerService/managedClusters/aks-${index}`;
      const objectId = `40000000-0000-0000-0000-${String(index).padStart(12, "0")}`;
      await request(azure, "PUT", path, {
        location: "westeurope",
        identity: { type: "SystemAssigned" },
        properties: { dnsPrefix: "aks", identityProfile: { kubeletidentity: { objectId } } },
      });
    }
    workspace.write(watch.time("synth", () => render(grants(clusters, registries))));
    workspace.succeed("init");
    watch.time("plan", () => workspace.succeed("plan", `-parallelism=${parallelism}`));
    watch.time("apply", () => workspace.succeed(...APPLY, `-parallelism=${parallelism}`));
    watch.time("second plan", () => workspace.succeed("plan", "-detailed-exitcode", `-parallelism=${parallelism}`));
    return watch.seconds;
  } finally {
    workspace.remove();
    await azure.stop();
  }
}

const PARALLEL = "-parallelism=100";

async function measureCustomers(count: number): Promise<Measured> {
  const azure = await startAzure();
  const workspace = new RealWorkspace(azure);
  const watch = new Stopwatch();
  const stackOf = (customers: readonly number[]) => {
    const stack = azureStack();
    const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", {
      registryId: `${GROUP}/Microsoft.ContainerRegistry/registries/contosoregistry`,
      loginServer: "contosoregistry.azurecr.io",
    });
    for (const index of customers) {
      const props = { registry, repositories: ["product/*"], expiry: "2099-06-30T00:00:00Z" };
      new CustomerAccess(stack, `customer-${index}`, props);
    }
    return stack;
  };
  const all = range(count);
  try {
    workspace.write(watch.time("synth", () => render(stackOf(all))));
    workspace.succeed("init");
    watch.time("plan", () => workspace.succeed("plan", PARALLEL));
    watch.time("apply", () => workspace.succeed(...APPLY, PARALLEL));
    watch.time("second plan", () => workspace.succeed("plan", "-detailed-exitcode", PARALLEL));
    workspace.write(stackOf(all.slice(1)));
    watch.time("one is revoked", () => workspace.succeed(...APPLY, PARALLEL));
    return watch.seconds;
  } finally {
    workspace.remove();
    await azure.stop();
  }
}

function print(title: string, small: Measured, large: Measured, factor: number): void {
  console.log(`${title} (${factor} times as many)`);
  for (const [step, seconds] of large) {
    const before = small.get(step) ?? seconds;
    const ratio = (seconds.processor / before.processor).toFixed(1);
    console.log(`  ${step}: ${shown(before)}, ${shown(seconds)}, ratio ${ratio}`);
  }
}

function shown({ elapsed, processor }: Seconds): string {
  return `${elapsed.toFixed(1)} s (processor ${processor.toFixed(1)} s)`;
}

async function namespaces(): Promise<void> {
  const cluster = await startKubernetes();
  try {
    const small = await measureNamespaces(cluster, 100);
    print("100 and 300 namespaces", small, await measureNamespaces(cluster, 300), 3);
  } finally {
    await cluster.stop();
  }
}

async function clusters(): Promise<void> {
  const [small, large] = [await measureGrants(10, 20, 100), await measureGrants(50, 20, 100)];
  print("10 and 50 clusters, 20 registries, -parallelism=100", small, large, 5);
  const narrow = await measureGrants(10, 20, 10);
  print("10 clusters, 20 registries, -parallelism=100 and -parallelism=10", small, narrow, 1);
}

async function customers(): Promise<void> {
  print("100 and 500 customers, -parallelism=100", await measureCustomers(100), await measureCustomers(500), 5);
}

namespaces()
  .then(clusters)
  .then(customers)
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
