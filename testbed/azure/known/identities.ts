/** What exists before the first request. Tests rely on these names and ids. */
export const SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
export const OTHER_SUBSCRIPTION = "00000000-0000-0000-0000-000000000002";
export const SUBSCRIPTIONS: readonly string[] = [SUBSCRIPTION, OTHER_SUBSCRIPTION];
export const TENANT = "00000000-0000-0000-0000-0000000000aa";
export const LOCATION = "westeurope";

/** Whom Terraform signs in as. */
export const DEPLOYER = {
  clientId: "00000000-0000-0000-0000-0000000000c1",
  objectId: "00000000-0000-0000-0000-0000000000c2",
  password: "imitated-deployer-password",
};

/** The identities of the cluster `prod`. */
export const PROD = {
  kubelet: { clientId: "10000000-0000-0000-0000-000000000001", objectId: "10000000-0000-0000-0000-000000000002" },
  controlPlane: "10000000-0000-0000-0000-000000000003",
};

/** The service principal of the cluster `legacy`. */
export const LEGACY = {
  applicationObjectId: "20000000-0000-0000-0000-000000000000",
  clientId: "20000000-0000-0000-0000-000000000001",
  objectId: "20000000-0000-0000-0000-000000000002",
};

export const ALICE = "30000000-0000-0000-0000-000000000001";
export const PLATFORM_TEAM = "30000000-0000-0000-0000-000000000002";
