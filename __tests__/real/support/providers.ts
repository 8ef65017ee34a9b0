import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { LocalBackend, TerraformElement, TerraformProvider, TerraformStack, TerraformVariable } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { PlanJson } from "../../../packages/terraform-stack-tools/__tests__/support/plan-json";
import { isObject, type Json, type JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { ImagePullSecret, type ImagePullSecretProps, ProviderGeneration, RegistryCredentials } from "../../../src";
import { emptyApp } from "../../support/stack";
import { type Binary, Workspace } from "../../support/terraform";
import { startAks as startImitatedAks } from "../../testbed/aks";
import { type ImitatedAzure, startAzure as startImitation } from "../../testbed/azure/start";
import { type ControlPlane, startKubernetes as startControlPlane } from "../../testbed/kubernetes/start";
import { apiServer as usualApiServer } from "../../testbed/kubernetes/versions";
import { hasReal, programs } from "../../testbed/programs/place";

/** Describes tests that run where the real providers are, and are skipped elsewhere. A benchmark has no `describe`. */
export const describeReal = hasReal() ? globalThis.describe : globalThis.describe?.skip;

/** Of the providers with one major version in both generations, `init` would choose the newest. */
const VERSIONS_OF_BINDINGS: Readonly<Record<string, string>> = { azuread: "~> 3.7.0", time: "~> 0.13.0" };

function useBindings(stack: TerraformStack): void {
  const providers = stack.node.findAll().filter(TerraformProvider.isTerraformProvider);
  for (const { terraformResourceType: type } of providers.filter((one) => one.terraformResourceType in VERSIONS_OF_BINDINGS)) {
    stack.addOverride(`terraform.required_providers.${type}.version`, VERSIONS_OF_BINDINGS[type]);
  }
}

/** The generation of the bindings. */
export const AZURERM_4 = { generation: "azurerm 4.55 and kubernetes 2.38", use: useBindings, isAzurerm5: false };

/** The newer one. */
export const AZURERM_5 = { generation: "azurerm 5.2 and kubernetes 3.2", use: ProviderGeneration.useAzurerm5, isAzurerm5: true };

export const GENERATIONS = [
  AZURERM_4,
  AZURERM_5,
  // `ONLY_GENERATION` names one of them by its version of azurerm.
].filter(({ generation }) => generation.includes(`azurerm ${process.env.ONLY_GENERATION ?? ""}`));

/** What a file of tests has started. It ends with the file, the last one first. */
const started: (() => unknown)[] = [];

globalThis.afterAll?.(async () => {
  for (const end of started.splice(0).reverse()) {
    await end();
  }
});

/** What runs until the end of the file of tests, unless the test ends it. A benchmark does. */
async function untilTheEnd<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const running = await starting;
  started.push(() => running.stop());
  return running;
}

/** An imitation of Azure, which the real providers talk to. */
export type FakeAzure = ImitatedAzure;

/** A real API server, with nothing in it. */
export type KubernetesCluster = ControlPlane;

/** @param switches what the imitation does differently: `__tests__/testbed/azure/server/switches.ts` */
export function startAzure(switches: NodeJS.ProcessEnv = {}): Promise<FakeAzure> {
  return untilTheEnd(startImitation({ env: switches }));
}

/** @param registries what its kubelet pulls from, as `host=user:password` */
export function startKubernetes(...registries: readonly string[]): Promise<KubernetesCluster> {
  return untilTheEnd(startControlPlane({ registries }));
}

/** A request to Azure that must succeed. */
export async function request(azure: FakeAzure, method: string, path: string, body?: JsonObject): Promise<JsonObject> {
  const answer = await azure.arm(method, path, body);
  if (answer.status >= 300) {
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return answer.body;
}

/** A request to Microsoft Graph that must succeed. */
export async function requestGraph(azure: FakeAzure, method: string, path: string, body?: JsonObject): Promise<JsonObject> {
  const answer = await azure.graph(method, `/v1.0${path}`, body);
  if (answer.status >= 300) {
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return answer.body;
}

/** Namespaces, without labels. */
export async function createNamespaces(cluster: KubernetesCluster, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await cluster.api("POST", "/api/v1/namespaces", { metadata: { name } });
  }
}

/** Merges something into an object in Kubernetes, which must exist. */
export async function patch(cluster: KubernetesCluster, path: string, body: JsonObject): Promise<void> {
  const answer = await cluster.api("PATCH", path, body, "application/merge-patch+json");
  if (answer.code >= 300) {
    throw new Error(`PATCH ${path} answered ${answer.code}: ${JSON.stringify(answer.body)}`);
  }
}

/** Asks again until something holds, however long that takes. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) {
    await sleep(50);
  }
}

/** Sets arguments by the escape hatch, as users do. */
export function override(construct: IConstruct, overrides: { readonly [path: string]: Json }): void {
  const { defaultChild } = construct.node;
  if (!TerraformElement.isTerraformElement(defaultChild)) {
    throw new Error(`${construct.node.path} has no default child`);
  }
  for (const [path, value] of Object.entries(overrides)) {
    defaultChild.addOverride(path, value);
  }
}

export function azureStack(): TerraformStack {
  const stack = new TerraformStack(emptyApp(), "stack");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AzurermProvider(stack, "azurerm", { features: [{}], resourceProviderRegistrations: "none" });
  return stack;
}

export function kubernetesStack(): TerraformStack {
  const stack = new TerraformStack(emptyApp(), "stack");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new KubernetesProvider(stack, "kubernetes");
  return stack;
}

/** A pull secret of contoso.azurecr.io with the variable `password`, of which a stack has one. */
export function secretOf(scope: IConstruct, id = "acr", props: Partial<ImagePullSecretProps> = {}): ImagePullSecret {
  const stack = TerraformStack.of(scope);
  const there = stack.node.tryFindChild("password");
  const password =
    there instanceof TerraformVariable ? there : new TerraformVariable(stack, "password", { type: "string", sensitive: true });
  const login = { loginServer: "contoso.azurecr.io", username: "puller", password: password.stringValue };
  const credentials = [RegistryCredentials.fromPassword(login)];
  return new ImagePullSecret(scope as Construct, id, { credentials, namespaces: ["apps"], ...props });
}

/** What a plan does to one resource. */
export interface PlannedChange {
  readonly address: string;
  /** Such as `update` or `delete+create`. */
  readonly action: string;
  /** Paths of the arguments that differ, such as `default_node_pool.0.node_count`. */
  readonly paths: readonly string[];
  /** Paths of the arguments that force a replacement. */
  readonly replaces: readonly string[];
}

/** Of a plan, without the resources that stay as they are and the data sources. */
function plannedChanges(shown: string): PlannedChange[] {
  const { resource_changes = [] }: PlanJson = JSON.parse(shown);
  const changes = resource_changes.map(({ address, change }) => ({
    address,
    action: change.actions.join("+"),
    paths: differences(change.before, change.after),
    replaces: (change.replace_paths ?? []).map((path) => path.join(".")),
  }));
  return changes.filter(({ action }) => action !== "no-op" && action !== "read");
}

/** One object with the members of several, merged at every depth. */
export function merge(...objects: readonly JsonObject[]): JsonObject {
  const merged: { [name: string]: Json } = {};
  for (const [name, value] of objects.flatMap((object) => Object.entries(object))) {
    const present = merged[name];
    merged[name] = isObject(present) && isObject(value) ? merge(present, value) : value;
  }
  return merged;
}

/** The paths at which two values differ. */
export function differences(before: Json | undefined, after: Json | undefined, path: readonly string[] = []): string[] {
  const [old, next] = [before, after].map((value) => (typeof value === "object" && value !== null ? value : undefined));
  if (old === undefined || next === undefined) {
    return JSON.stringify(before ?? null) === JSON.stringify(after ?? null) ? [] : [path.join(".")];
  }
  const [left, right] = [new Map(Object.entries(old)), new Map(Object.entries(next))];
  const names = new Set([...left.keys(), ...right.keys()]);
  return [...names].flatMap((name) => differences(left.get(name), right.get(name), [...path, name]));
}

/** A configuration for the real providers, against an imitation of Azure or a real API server. */
export class RealWorkspace extends Workspace {
  /** The argument of `init` by which Terraform finds these providers and nothing else. */
  public readonly pluginDir: string;

  constructor({ env }: Pick<FakeAzure | KubernetesCluster, "env">, binary: Binary = "terraform") {
    const pluginDir = `-plugin-dir='${programs().mirror}'`;
    // As for the doubles, whatever the machine's configuration says.
    super(binary, { ...env, TF_CLI_ARGS_init: pluginDir, TF_CLI_CONFIG_FILE: undefined });
    this.pluginDir = pluginDir;
    started.push(() => this.remove());
  }

  public changes(): PlannedChange[] {
    this.succeed("plan", "-input=false", "-out=plan");
    return plannedChanges(this.succeed("show", "-json", "plan"));
  }

  /** The same for tests that run side by side. */
  public async changesMeanwhile(): Promise<PlannedChange[]> {
    await this.succeedMeanwhile("plan", "-input=false", "-out=plan");
    return plannedChanges(await this.succeedMeanwhile("show", "-json", "plan"));
  }
}

/** An imitation of Azure, each of whose clusters has the given API server, to which `kubelogin` logs in. */
export function startAks(cluster: KubernetesCluster, switches: NodeJS.ProcessEnv = {}): Promise<FakeAzure> {
  return untilTheEnd(startImitatedAks(cluster, { env: switches }));
}

/**
 * A cluster whose API server has other flags.
 * @param script of bash, which runs the API server at this path with the arguments of its own
 * @param registries what its kubelet pulls from, if it has one
 */
export async function startKubernetesWith(
  script: (apiServer: string) => string,
  ...registries: readonly string[]
): Promise<KubernetesCluster> {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  const apiServer = join(folder, "kube-apiserver");
  writeFileSync(apiServer, `#!/bin/bash\n${script(usualApiServer())}\n`, { mode: 0o700 });
  try {
    return await untilTheEnd(startControlPlane({ apiServer, registries }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs a plan of this package with the real providers. @param cache of its own, because the doubles have the same versions */
export function offline<T>({ pluginDir }: RealWorkspace, cache: string, body: () => T): T {
  const { XDG_CACHE_HOME, TF_CLI_ARGS_init } = process.env;
  Object.assign(process.env, { XDG_CACHE_HOME: cache, TF_CLI_ARGS_init: pluginDir });
  try {
    return body();
  } finally {
    restore({ XDG_CACHE_HOME, TF_CLI_ARGS_init });
  }
}

function restore(settings: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  }
}
