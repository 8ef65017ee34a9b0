import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { programs } from "../testbed/programs/place";
import { describeReal } from "./support/providers";

const PROJECT = join(__dirname, "../..");

const cluster = (nodes: number): JsonObject => ({
  name: "prod",
  resource_group_name: "rg",
  location: "westeurope",
  dns_prefix: "prod",
  default_node_pool: { name: "system", vm_size: "Standard_D2s_v5", node_count: nodes },
  identity: { type: "SystemAssigned" },
});

/** Resources that ask the provider for its clients, and one that cannot be planned without a cluster. */
const stack = (nodes: number, name: string): JsonObject => ({
  terraform: {
    required_providers: {
      azuread: { source: "hashicorp/azuread", version: "3.7.0" },
      azurerm: { source: "hashicorp/azurerm", version: "4.55.0" },
      kubernetes: { source: "hashicorp/kubernetes", version: "2.38.0" },
    },
  },
  provider: {
    azurerm: [{ features: [{}], client_id: "canary", client_secret: "canary", tenant_id: "canary", subscription_id: "canary" }],
    kubernetes: [{ host: "https://127.0.0.1:1", token: "canary", config_path: "~/.kube/config" }],
  },
  resource: {
    azurerm_kubernetes_cluster: { aks: cluster(nodes) },
    azurerm_storage_account: {
      logs: {
        name,
        resource_group_name: "rg",
        location: "westeurope",
        account_tier: "Standard",
        account_replication_type: "LRS",
      },
    },
    azuread_group: { team: { display_name: name, security_enabled: true } },
    kubernetes_manifest: {
      quota: {
        manifest: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "quota", namespace: "apps" }, data: { name } },
      },
    },
  },
});

const hasNamespaces = spawnSync("unshare", ["--map-root-user", "--net", "true"]).status === 0;

describeReal("a plan with the real providers", () => {
  const cache = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-offline-"));
  const folder = join(cache, "tmp");

  afterAll(() => rmSync(cache, { recursive: true }));

  /** What a plan prints, in a process of its own. @param command what the process is started by */
  function printed(...command: readonly string[]): string {
    const script = `
      const { plan, planSerializer } = require("./packages/terraform-stack-tools/src/plan");
      const [changed, existing] = ${JSON.stringify([stack(3, "two"), stack(1, "one")])};
      console.log(planSerializer.serialize(plan(changed, { existing, binary: "terraform" }), {}, ""));`;
    const [program, ...args] = [...command, process.execPath, "--import", "tsx", "--eval", script];
    const { mirror } = programs();
    return execFileSync(program, args, {
      cwd: PROJECT,
      encoding: "utf8",
      env: {
        ...process.env,
        ARM_CLIENT_SECRET: "canary",
        KUBECONFIG: "/canary",
        NODE_OPTIONS: "--import tsx",
        TF_CLI_ARGS_init: `-plugin-dir='${mirror}'`,
        TMPDIR: execFileSync("mktemp", ["-d", `${folder}.XXX`], { encoding: "utf8" }).trim(),
        XDG_CACHE_HOME: cache,
      },
    });
  }

  let online: string;

  beforeAll(() => {
    online = printed();
  });

  test("tells what forces a replacement in the provider's code, and what cannot be asked", () => {
    expect(online).toContain("~ azurerm_kubernetes_cluster.aks (update)\n    default_node_pool[0].node_count = 1 -> 3");
    expect(online).toContain("-/+ azurerm_storage_account.logs (replace; forced by name)");
    expect(online).toContain('~ azuread_group.team (update)\n    display_name = "one" -> "two"');
    expect(online).toMatch(/~\? kubernetes_manifest\.quota \(update, replacement unknown.*\n {4}# the provider wants to contact/);
    expect(online).toContain('manifest.data.name = "one" -> "two"');
    expect(online).not.toContain("canary");
  });

  test("leaves no folder and no socket", () => {
    const left = readdirSync(cache)
      .filter((name) => name.startsWith("tmp"))
      .flatMap((name) => readdirSync(join(cache, name)));
    expect(left.filter((name) => !name.startsWith("tsx-"))).toEqual([]);
  });

  (hasNamespaces ? test : test.skip)("is the same in an empty network namespace", () => {
    expect(printed("unshare", "--map-root-user", "--net")).toBe(online);
  });
});
