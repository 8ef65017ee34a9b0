import type { Access } from "./repositories";

/** The role that registries in RBAC mode honor, and the one of ABAC mode, each with the id of its assignment. */
export interface AccessRoles {
  readonly access: Access;
  /** The start of the grant's construct id. */
  readonly grantId: string;
  readonly rbac: string;
  readonly abac: string;
  readonly abacId: string;
}

export const PULL: AccessRoles = {
  access: "pull",
  grantId: "PullFrom",
  rbac: "AcrPull",
  abac: "Container Registry Repository Reader",
  abacId: "RepositoryReader",
};

export const PUSH: AccessRoles = {
  access: "push",
  grantId: "PushTo",
  rbac: "AcrPush",
  abac: "Container Registry Repository Writer",
  abacId: "RepositoryWriter",
};
