import type { ResourceKind } from "./call";
import { accessProfiles } from "./cluster/access-profiles";
import { agentPools } from "./cluster/agent-pools";
import { clusters } from "./cluster/clusters";
import { identityBindings } from "./cluster/identity-bindings";
import { maintenanceConfigurations } from "./cluster/maintenance-configurations";
import { privateDnsZones, startOfAuthority } from "./network/private-dns-zones";
import { privateEndpoints } from "./network/private-endpoints";
import { subnets } from "./network/subnets";
import { virtualNetworkLinks } from "./network/virtual-network-links";
import { virtualNetworks } from "./network/virtual-networks";
import { zoneGroups } from "./network/zone-groups";
import { federatedCredentials } from "./other/federated-credentials";
import { generic } from "./other/generic";
import { identities } from "./other/identities";
import { vaults } from "./other/vaults";
import { workspaces } from "./other/workspaces";
import { cacheRules } from "./registry/cache-rules";
import { credentialSets } from "./registry/credential-sets";
import { registries } from "./registry/registries";
import { replications } from "./registry/replications";
import { scopeMaps } from "./registry/scope-maps";
import { tokens } from "./registry/tokens";

const KINDS: readonly ResourceKind[] = [
  accessProfiles,
  agentPools,
  cacheRules,
  clusters,
  credentialSets,
  federatedCredentials,
  identities,
  identityBindings,
  maintenanceConfigurations,
  privateDnsZones,
  privateEndpoints,
  registries,
  replications,
  scopeMaps,
  startOfAuthority,
  subnets,
  tokens,
  vaults,
  virtualNetworkLinks,
  virtualNetworks,
  workspaces,
  zoneGroups,
];

const BY_TYPE = new Map(KINDS.map((kind) => [kind.type.toLowerCase(), kind]));

/** A type that is not known is stored and answered as it was sent. */
export function kindOf(type: string): ResourceKind {
  return BY_TYPE.get(type.toLowerCase()) ?? generic;
}
