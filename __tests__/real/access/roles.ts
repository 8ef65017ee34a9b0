/** The permissions of a role. */
export interface Permissions {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
}

const REGISTRIES = "Microsoft.ContainerRegistry/registries";
const REPOSITORIES = `${REGISTRIES}/repositories`;

/** What a registry asks for, by its mode. The page "Azure Container Registry Entra permissions and role assignments overview". */
export const REQUESTS = {
  LegacyRegistryPermissions: {
    pull: `${REGISTRIES}/pull/read`,
    push: `${REGISTRIES}/push/write`,
    delete: `${REGISTRIES}/artifacts/delete`,
  },
  AbacRepositoryPermissions: {
    pull: `${REPOSITORIES}/content/read`,
    push: `${REPOSITORIES}/content/write`,
    delete: `${REPOSITORIES}/content/delete`,
  },
};

export type Mode = keyof typeof REQUESTS;

/** A registry in ABAC mode asks for data actions, one in RBAC mode for actions. */
export function isPermitted(
  { actions = [], notActions = [], dataActions = [] }: Permissions,
  mode: Mode,
  request: string,
): boolean {
  const isIn = (patterns: readonly string[]) => patterns.some((pattern) => isLike(request, pattern));
  return mode === "AbacRepositoryPermissions" ? isIn(dataActions) : isIn(actions) && !isIn(notActions);
}

/** Whether a text matches a pattern, in which an asterisk stands for any text. */
export function isLike(text: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[^\w/]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(text);
}
