import { createHash, randomUUID } from "node:crypto";
import {
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../../../../../packages/terraform-stack-tools/src/stack/json";
import { or, present } from "../../../json";
import { TENANT } from "../../known";
import { type Azure, refuse, type Switches } from "../../server/messages";
import { key, type Resource, type Store } from "../../store/store";
import { addIdentity, identityIds } from "../other/identities";
import { addGroup } from "../resource-groups";
import { securityProfileOf } from "./identity-bindings";
import { nodePool } from "./pools";

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
      agentPoolProfiles: pools.map((pool) => nodePool(pool, { kubernetesVersion, networkProfile })),
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

/** Which identity a cluster acts with; undefined where it acts with a service principal. */
interface ControlPlane {
  readonly identity?: JsonObject;
  readonly principalId?: string;
  readonly isUserAssigned: boolean;
}

interface ClusterPlace {
  readonly id: string;
  readonly name: string;
  readonly current?: Resource;
  /** For a cluster that exists before the first request. */
  readonly preset?: { readonly controlPlane?: string; readonly kubelet?: { clientId: string; objectId: string } };
}

function controlPlaneOf(store: Store, body: JsonObject, place: ClusterPlace): ControlPlane {
  const stated = objectOf(body.identity);
  const type = textOf(stated.type) || "None";
  if (type === "None") {
    return { isUserAssigned: false };
  }
  return /userassigned/i.test(type) ? userAssigned(store, stated) : systemAssigned(store, place);
}

function userAssigned(store: Store, stated: JsonObject): ControlPlane {
  const identities = Object.keys(objectOf(stated.userAssignedIdentities)).map(
    (id) => store.get(id) ?? refuse(400, "InvalidUserAssignedIdentity", `The user-assigned identity ${id} was not found.`),
  );
  const members = identities.map((one): [string, JsonObject] => {
    const { clientId, objectId } = identityIds(one);
    return [one.id, { principalId: objectId, clientId }];
  });
  return {
    identity: { type: "UserAssigned", userAssignedIdentities: Object.fromEntries(members) },
    principalId: textOf(members[0]?.[1].principalId),
    isUserAssigned: true,
  };
}

function systemAssigned(store: Store, { id, name, current, preset }: ClusterPlace): ControlPlane {
  const create = () =>
    store.directory.addServicePrincipal({
      id: preset?.controlPlane,
      displayName: name,
      servicePrincipalType: "ManagedIdentity",
      alternativeNames: ["isExplicit=False", id],
      isPreset: preset !== undefined,
    });
  const principalId = textOf(objectOf(current?.identity).principalId) || create().id;
  return { identity: { type: "SystemAssigned", principalId, tenantId: TENANT }, principalId, isUserAssigned: false };
}

/** The OIDC issuer of a cluster. Its URL stays while the cluster lives. */
function issuerOf(
  stated: JsonObject,
  { old, location, switches }: { readonly old: JsonObject; readonly location: string; readonly switches: Switches },
): JsonObject {
  const { enabled } = objectOf(stated.oidcIssuerProfile);
  const there = objectOf(old.oidcIssuerProfile);
  if (switches.oidcByDefault && there.enabled === true && enabled === false) {
    refuse(400, "OIDCIssuerFeatureCannotBeDisabled", "OIDC Issuer feature cannot be disabled.");
  }
  const isOn = stated.oidcIssuerProfile ? enabled === true : switches.oidcByDefault;
  if (!isOn) {
    return { enabled: false };
  }
  const id = textOf(there.issuerURL).split("/")[4] || randomUUID();
  return { enabled: true, issuerURL: `https://${location}.oic.prod-aks.azure.com/${TENANT}/${id}/` };
}

const MAY_ASSIGN = ["Managed Identity Operator", "Managed Identity Contributor", "Contributor", "Owner"];

/** The identity that nodes pull with, if one is stated or was there: AKS makes one otherwise. */
function kubeletOf(azure: Azure, stated: JsonObject, place: ClusterPlace, controlPlane: ControlPlane) {
  const { current } = place;
  const there = objectOf(objectOf(current?.properties.identityProfile).kubeletidentity);
  if (!controlPlane.identity) {
    checkServicePrincipal(azure.store, stated);
    return undefined;
  }
  const given = objectOf(objectOf(stated.identityProfile).kubeletidentity);
  const id = textOf(given.resourceId);
  // An update repeats what it has read.
  if (id === "" || key(id) === key(textOf(there.resourceId))) {
    return there.resourceId === undefined ? undefined : there;
  }
  return assigned(azure, given, place, controlPlane);
}

function assigned({ store }: Azure, given: JsonObject, { current }: ClusterPlace, controlPlane: ControlPlane): JsonObject {
  const id = textOf(given.resourceId);
  const identity = store.get(id) ?? refuse(400, "InvalidUserAssignedIdentity", `The kubelet identity ${id} was not found.`);
  const ids = identityIds(identity);
  for (const name of ["clientId", "objectId"] as const) {
    if (given[name] && given[name] !== ids[name]) {
      const what = `identityProfile.kubeletidentity.${name} is ${textOf(given[name])} but ${identity.id} has ${ids[name]}.`;
      refuse(400, "KubeletIdentityMismatch", what);
    }
  }
  if (!controlPlane.isUserAssigned) {
    refuse(
      400,
      "CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster",
      "Custom kubelet identity is only supported on user assigned MSI cluster.",
    );
  }
  const isAllowed = store.roles.holds(controlPlane.principalId ?? "", identity.id, MAY_ASSIGN);
  if (!current && !isAllowed) {
    refuse(
      400,
      "CustomKubeletIdentityMissingPermissionError",
      "The cluster using user-assigned managed identity must be granted 'Managed Identity Operator' role to assign kubelet identity. You can run 'az role assignment create --assignee <control-plane-identity-principal-id> --role 'Managed Identity Operator' --scope <kubelet-identity-resource-id>' to grant the permission. See https://learn.microsoft.com/en-us/azure/aks/use-managed-identity#add-role-assignment",
    );
  }
  return ids;
}

/** A cluster without an identity needs one. */
function checkServicePrincipal({ directory }: Store, stated: JsonObject): void {
  const clientId = textOf(objectOf(stated.servicePrincipalProfile).clientId);
  if (clientId === "" || clientId === "msi") {
    const what = "Provisioning of resource(s) failed: either a managed identity or a service principal is required.";
    refuse(400, "ServicePrincipalProfileMissing", what);
  }
  if (!directory.servicePrincipal(clientId)) {
    const where = `not found in Active Directory tenant ${TENANT}, Please see https://aka.ms/aks-sp-help for more details.`;
    refuse(400, "ServicePrincipalNotFound", `Service principal clientID: ${clientId} ${where}`);
  }
}

/** The network of a cluster with the defaults of AKS. @param nodeGroupId has the public address */
function networkOf(stated: JsonObject, nodeGroupId: string): JsonObject {
  const networkPlugin = textOf(stated.networkPlugin) || "kubenet";
  const usesAddressesOfTheNetwork = networkPlugin === "azure" && stated.networkPluginMode !== "overlay";
  const podCidr = usesAddressesOfTheNetwork ? undefined : textOf(stated.podCidr) || "10.244.0.0/16";
  const serviceCidr = textOf(stated.serviceCidr) || "10.0.0.0/16";
  const outboundType = textOf(stated.outboundType) || "loadBalancer";
  const dataPlane = networkPlugin === "azure" ? "azure" : undefined;
  const { podCidr: _, loadBalancerProfile, ...others } = stated;
  return present({
    ...others,
    networkPlugin,
    networkPolicy: textOf(stated.networkPolicy) || "none",
    networkDataplane: textOf(stated.networkDataplane) || dataPlane,
    loadBalancerSku: (textOf(stated.loadBalancerSku) || "standard").toLowerCase(),
    podCidr,
    serviceCidr,
    dnsServiceIP: textOf(stated.dnsServiceIP) || "10.0.0.10",
    outboundType,
    podCidrs: podCidr === undefined ? undefined : [podCidr],
    serviceCidrs: [serviceCidr],
    ipFamilies: stated.ipFamilies ?? ["IPv4"],
    loadBalancerProfile: outboundType === "loadBalancer" ? loadBalancer(loadBalancerProfile, nodeGroupId) : undefined,
  });
}

function loadBalancer(stated: Json | undefined, nodeGroupId: string): JsonObject {
  return {
    managedOutboundIPs: { count: 1 },
    backendPoolType: "nodeIPConfiguration",
    ...objectOf(stated),
    effectiveOutboundIPs: [{ id: `${nodeGroupId}/providers/Microsoft.Network/publicIPAddresses/${randomUUID()}` }],
  };
}
