import { createHash, randomUUID } from "node:crypto";
import {
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../../../../packages/terraform-stack-tools/src/stack/json";
import { or, present } from "../../../json";
import { TENANT } from "../../known/identities";
import type { Azure } from "../../server/azure";
import type { Resource } from "../../store/contents";
import { key } from "../../store/store";
import { addIdentity, identityIds } from "../other/identities";
import { addGroup } from "../resource-groups";
import { type ClusterPlace, controlPlaneOf } from "./control-plane";
import { securityProfileOf } from "./image-pull";
import { checkIsolation } from "./isolation";
import { issuerOf } from "./issuer";
import { kubeletOf } from "./kubelet";
import { networkOf } from "./network";
import { nodePool } from "./node-pools";

/** AKS spells its own type in two ways: this one is in clusters. */
const ANSWERED_TYPE = "Microsoft.ContainerService/ManagedClusters";

/** A cluster with the defaults of AKS, and what AKS makes beside it: the group of its nodes and their identity. */
export function clusterOf(azure: Azure, body: JsonObject, place: ClusterPlace, version = ""): Resource {
  const { store, switches } = azure;
  const { id, name, current } = place;
  const stated = objectOf(body.properties);
  const old = current?.properties ?? {};
  const location = textOf(body.location);
  const [, , subscription, , group] = id.split("/");
  const controlPlane = controlPlaneOf(store, body, place);
  const kubelet = kubeletOf(azure, stated, place, controlPlane);
  if (!current) {
    checkIsolation(store, stated, {
      controlPlane: controlPlane.principalId,
      kubelet: textOf(objectOf(kubelet).objectId),
    });
  }
  const nodeResourceGroup =
    textOf(stated.nodeResourceGroup) || textOf(old.nodeResourceGroup) || `MC_${group}_${name}_${location}`;
  const oidcIssuerProfile = issuerOf(stated, { old, location, switches });
  const isNew = { id, old: objectOf(old.securityProfile), version, store };
  const securityProfile = securityProfileOf(objectOf(stated.securityProfile), isNew);
  const nodeGroupId = `/subscriptions/${subscription}/resourceGroups/${nodeResourceGroup}`;
  if (!store.get(nodeGroupId)) {
    addGroup(store, { subscription, name: nodeResourceGroup }, { location, managedBy: id });
  }
  const made = () => {
    const identityPlace = { subscription, group: nodeResourceGroup, name: `${name}-agentpool`, location };
    const preset = { ...place.preset?.kubelet, isPreset: place.preset !== undefined };
    return identityIds(addIdentity(store, identityPlace, preset));
  };
  const hasIdentity = controlPlane.identity !== undefined;
  const kubernetesVersion = textOf(stated.kubernetesVersion) || textOf(old.kubernetesVersion) || "1.33";
  const networkProfile = networkOf(objectOf(stated.networkProfile), nodeGroupId);
  const { name: sku = "Base", tier = "Free" } = objectOf(body.sku);
  const pools = listOf(stated.agentPoolProfiles).filter(isObject);
  const aad = objectOf(stated.aadProfile);
  return {
    ...present({ identity: controlPlane.identity }),
    id,
    name,
    type: ANSWERED_TYPE,
    location,
    tags: body.tags ?? {},
    sku: { name: sku, tier },
    kind: "Base",
    properties: present({
      ...stated,
      ...namesOf(stated, { id, name, location }),
      provisioningState: "Succeeded",
      powerState: { code: "Running" },
      kubernetesVersion,
      currentKubernetesVersion: /^\d+\.\d+$/.test(kubernetesVersion) ? `${kubernetesVersion}.4` : kubernetesVersion,
      agentPoolProfiles: pools.map((pool) => nodePool(pool, { kubernetesVersion, networkProfile }, switches)),
      servicePrincipalProfile: {
        clientId: hasIdentity ? "msi" : or(objectOf(stated.servicePrincipalProfile).clientId, ""),
      },
      nodeResourceGroup,
      enableRBAC: stated.enableRBAC !== false,
      maxAgentPools: 100,
      networkProfile,
      identityProfile: hasIdentity ? { kubeletidentity: kubelet ?? made() } : undefined,
      autoUpgradeProfile: {
        upgradeChannel: "none",
        nodeOSUpgradeChannel: "NodeImage",
        ...objectOf(stated.autoUpgradeProfile),
      },
      disableLocalAccounts: or(stated.disableLocalAccounts, false),
      oidcIssuerProfile,
      securityProfile,
      storageProfile: or(stated.storageProfile, STORAGE),
      supportPlan: or(stated.supportPlan, "KubernetesOfficial"),
      workloadAutoScalerProfile: or(stated.workloadAutoScalerProfile, {}),
      metricsProfile: or(stated.metricsProfile, { costAnalysis: { enabled: false } }),
      bootstrapProfile: or(stated.bootstrapProfile, { artifactSource: "Direct" }),
      windowsProfile: windowsOf(stated, networkProfile),
      aadProfile: stated.aadProfile ? { ...aad, tenantID: aad.tenantID || TENANT } : undefined,
    }),
  };
}

const STORAGE: JsonObject = {
  diskCSIDriver: { enabled: true },
  fileCSIDriver: { enabled: true },
  snapshotController: { enabled: true },
};

/** The host names of the API server. */
function namesOf(stated: JsonObject, { id, name, location }: { id: string; name: string; location: string }) {
  const prefix = textOf(stated.dnsPrefix) || textOf(stated.fqdnSubdomain) || name;
  const suffix = createHash("sha256").update(key(id)).digest("hex").slice(0, 8);
  const isPrivate = objectOf(stated.apiServerAccessProfile).enablePrivateCluster === true;
  return {
    dnsPrefix: textOf(stated.dnsPrefix) || undefined,
    fqdn: isPrivate ? undefined : `${prefix}-${suffix}.hcp.${location}.azmk8s.io`,
    privateFQDN: isPrivate ? `${prefix}-${suffix}.${randomUUID()}.privatelink.${location}.azmk8s.io` : undefined,
    azurePortalFQDN: `${prefix}-${suffix}.portal.hcp.${location}.azmk8s.io`,
    resourceUID: `${suffix}0000000000000000`,
  };
}

function windowsOf({ windowsProfile }: JsonObject, { networkPlugin }: JsonObject): JsonObject | undefined {
  if (isObject(windowsProfile)) {
    const { adminPassword, ...others } = windowsProfile;
    return others;
  }
  return networkPlugin === "azure" ? { adminUsername: "azureuser", enableCSIProxy: true } : undefined;
}
