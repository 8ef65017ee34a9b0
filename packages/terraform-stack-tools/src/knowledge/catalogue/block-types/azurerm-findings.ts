import { isLiteral } from "../../../stack/expression/template";
import { blockOf, type JsonObject } from "../../../stack/json";
import type { Finding } from "../block-type";

const PREMIUM = "needs the Premium tier";

function isNotPremium({ sku }: JsonObject): boolean {
  return isLiteral(sku) && sku !== "Premium";
}

/** Of Checkov's policies for `azurerm_container_registry`, those that a registry of another tier cannot meet. */
export const REGISTRY_FINDINGS: readonly Finding[] = [
  { id: "CKV_AZURE_139", about: "public network access", reason: PREMIUM, applies: isNotPremium },
  { id: "CKV_AZURE_165", about: "geo-replication", reason: PREMIUM, applies: isNotPremium },
  { id: "CKV_AZURE_167", about: "retention of untagged manifests", reason: PREMIUM, applies: isNotPremium },
  { id: "CKV_AZURE_237", about: "dedicated data endpoints", reason: PREMIUM, applies: isNotPremium },
  {
    id: "CKV_AZURE_233",
    about: "zone redundancy",
    reason: "Azure makes registries of every tier zone-redundant in regions with zones, whatever this setting says",
    applies: ({ zone_redundancy_enabled }) => zone_redundancy_enabled === undefined,
  },
  {
    id: "CKV_AZURE_164",
    about: "signed images",
    reason: "Azure has retired content trust",
    applies: ({ trust_policy_enabled }) => trust_policy_enabled === undefined,
  },
  {
    id: "CKV_AZURE_166",
    about: "quarantine of pushed images",
    reason: "a preview, which hides images from every pull",
    applies: ({ quarantine_policy_enabled }) => quarantine_policy_enabled === undefined,
  },
];

const OF_ITS_OWN = "needs a resource that the module does not have, and that a platform team shares between clusters";

function pool({ default_node_pool }: JsonObject): JsonObject {
  return blockOf(default_node_pool);
}

/** Of Checkov's policies for `azurerm_kubernetes_cluster`, those that a cluster without further resources fails. */
export const CLUSTER_FINDINGS: readonly Finding[] = [
  {
    id: "CKV_AZURE_115",
    about: "private cluster",
    reason: "the API server accepts connections from authorized addresses only",
    applies: ({ private_cluster_enabled, api_server_access_profile }) =>
      private_cluster_enabled === undefined && "authorized_ip_ranges" in blockOf(api_server_access_profile),
  },
  {
    id: "CKV_AZURE_4",
    about: "monitoring",
    reason: `${OF_ITS_OWN}: a Log Analytics workspace`,
    applies: ({ oms_agent }) => oms_agent === undefined,
  },
  {
    id: "CKV_AZURE_116",
    about: "Azure Policy add-on",
    reason: "needs policy assignments of the subscription",
    applies: ({ azure_policy_enabled }) => azure_policy_enabled === undefined,
  },
  {
    id: "CKV_AZURE_117",
    about: "disk encryption set",
    reason: `${OF_ITS_OWN}: a key vault. Azure encrypts the disks with keys of its own`,
    applies: ({ disk_encryption_set_id }) => disk_encryption_set_id === undefined,
  },
  {
    id: "CKV_AZURE_227",
    about: "encryption at host",
    reason: "needs a feature registration of the subscription",
    applies: (body) => pool(body).host_encryption_enabled === undefined,
  },
  {
    id: "CKV_AZURE_232",
    about: "system pods alone on system nodes",
    reason: "needs a second node pool",
    applies: (body) => pool(body).only_critical_addons_enabled === undefined,
  },
  {
    id: "CKV_AZURE_172",
    about: "rotation by the Secrets Store CSI driver",
    reason: "the driver is not used",
    applies: ({ key_vault_secrets_provider }) => key_vault_secrets_provider === undefined,
  },
  {
    id: "CKV_AZURE_168",
    about: "50 pods per node",
    reason: "Azure CNI Overlay has 250 by default, and the scanner reads the argument alone",
    applies: (body) =>
      pool(body).max_pods === undefined && blockOf(body.network_profile).network_plugin_mode === "overlay",
  },
  {
    id: "CKV_AZURE_226",
    about: "ephemeral OS disks",
    reason: "not every VM size has room for them",
    applies: (body) => pool(body).os_disk_type === undefined,
  },
];
