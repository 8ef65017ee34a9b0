import { BYTE, GUID, REGISTRY_ID, resourceId } from "./text-patterns";
import type { TextRule } from "./text-rule";

/** Ids and settings of clusters, identities and key vaults. */
export const AZURE_RULES = {
  keyVaultId: {
    pattern: `^${resourceId("KeyVault/vaults", "[-a-zA-Z0-9]{3,24}")}$`,
    must: "be the resource id of a key vault",
    repair: "use what `az keyvault show --query id --output tsv` prints",
  },
  /** Azure, "Naming rules and restrictions for Azure resources", under "Microsoft.KeyVault". */
  keyVaultSecretName: {
    pattern: "^[-a-zA-Z0-9]{1,127}$",
    must: "be the name of a secret (1 to 127 letters, digits and '-')",
    repair:
      "use a name that `az keyvault secret list --query [].name --output tsv` prints, not an id or the secret itself",
    mayBeSecret: true,
  },
  roleAssignmentId: {
    pattern: `^${REGISTRY_ID}/providers/Microsoft[.]Authorization/roleAssignments/${GUID}$`,
    must: "be the resource id of a role assignment on a registry",
    repair: "use what `az role assignment list --scope <registry id> --query [].id --output tsv` prints",
  },
  objectId: {
    pattern: `^${GUID}$`,
    must: "be an object id (a GUID)",
    repair:
      "use what `az aks show --query identityProfile.kubeletidentity.objectId --output tsv` prints for a cluster, or " +
      "`az ad sp show --query id --output tsv` for a service principal; not a name, a resource id or 'msi'",
    see: "object-ids",
    attributes: ["object_id", "principal_id"],
  },
  identityId: {
    pattern: `^${resourceId("ManagedIdentity/userAssignedIdentities", "[^/]+")}$`,
    must: "be the resource id of a user-assigned identity",
    repair: "use what `az identity show --query id --output tsv` prints",
    attributes: ["id"],
  },
  /** Azure, "Naming rules and restrictions for Azure resources", under "Microsoft.ManagedIdentity". */
  identityName: {
    pattern: "^[a-zA-Z0-9][-_a-zA-Z0-9]{2,127}$",
    must: "be 3 to 128 letters, digits, '-' and '_', starting with a letter or digit",
    repair: "set identityName, by default the construct id, to a name such as contoso-pull",
  },
  clientId: {
    pattern: `^${GUID}$`,
    must: "be a client id (a GUID)",
    repair: "use what `az identity show --query clientId --output tsv` prints",
    attributes: ["client_id"],
  },
  principalId: {
    pattern: `^${GUID}$`,
    must: "be a principal id (a GUID)",
    repair: "use what `az identity show --query principalId --output tsv` prints",
    attributes: ["principal_id"],
  },
  tenantId: {
    pattern: `^${GUID}$`,
    must: "be a tenant id (a GUID)",
    repair: "use what `az account show --query tenantId --output tsv` prints",
    attributes: ["tenant_id"],
  },
  groupObjectId: {
    pattern: `^${GUID}$`,
    must: "be object ids of Entra groups (GUIDs)",
    repair: "use what `az ad group show --query id --output tsv` prints",
  },
  subnetId: {
    pattern: `^${resourceId("Network/virtualNetworks", "[-_.a-zA-Z0-9]+/subnets/[-_.a-zA-Z0-9]+")}$`,
    must: "be the resource id of a subnet",
    repair:
      "use what `az network vnet subnet show --query id --output tsv` prints with the names of group, network and subnet",
    attributes: ["id"],
  },
  networkId: {
    pattern: `^${resourceId("Network/virtualNetworks", "[-_.a-zA-Z0-9]+")}$`,
    must: "be the resource id of a virtual network",
    repair: "use what `az network vnet show --query id --output tsv` prints with the names of group and network",
    attributes: ["id"],
  },
  ipRange: {
    pattern: `^(${BYTE}[.]){3}${BYTE}(/([0-9]|[12][0-9]|3[0-2]))?$`,
    must: "be IPv4 addresses or CIDR ranges such as 203.0.113.0/24",
    repair: "use ranges of public addresses",
  },
  zone: {
    pattern: "^[0-9]$",
    must: "be availability zones such as 1",
    repair: "use what `az vm list-skus --location <region> --zone --output table` prints",
  },
  /** Azure, "Naming rules and restrictions for Azure resources", under "Microsoft.ContainerService". */
  clusterName: {
    pattern: "^[a-zA-Z0-9]([-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$",
    must: "be 1 to 63 letters, digits, '-' and '_', starting and ending with a letter or digit",
    repair: "choose another name",
  },
  clusterId: {
    pattern: `^${resourceId("ContainerService/managedClusters", "[-_a-zA-Z0-9]+")}$`,
    must: "be the resource id of an AKS cluster",
    repair: "use what `az aks show --query id --output tsv` prints",
    attributes: ["id"],
  },
  /** Azure, "Supported Kubernetes versions in Azure Kubernetes Service". */
  kubernetesVersion: {
    pattern: "^[0-9]+[.][0-9]+([.][0-9]+)?$",
    must: "be a version such as 1.33 or 1.33.5",
    repair: "use one that `az aks get-versions --location <region> --output table` prints",
  },
  dnsPrefix: {
    pattern: "^[a-zA-Z0-9]([-a-zA-Z0-9]{0,52}[a-zA-Z0-9])?$",
    must: "be 1 to 54 letters, digits and '-', starting and ending with a letter or digit",
    repair: "set dnsPrefix, such as contoso-prod, or leave it out",
  },
  /** Azure, "Naming rules and restrictions for Azure resources", under "Microsoft.Resources". */
  resourceGroupName: {
    pattern: "^[^/ ]{0,89}[^/. ]$",
    must: "be the name of a resource group (1 to 90 characters without '/', not ending in '.')",
    repair: "set a value that `az group list --query [].name --output tsv` prints, not an id",
  },
  notEmpty: { pattern: ".", must: "not be empty", repair: "set a value" },
} satisfies Record<string, TextRule>;
