/** The permissions of a role. */
export interface Permissions {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
}

const REGISTRIES = "Microsoft.ContainerRegistry/registries";
const REPOSITORIES = `${REGISTRIES}/repositories`;

const READ = [`${REPOSITORIES}/metadata/read`, `${REPOSITORIES}/content/read`];
const WRITE = [...READ, `${REPOSITORIES}/metadata/write`, `${REPOSITORIES}/content/write`];

/** By the id that a role has in every subscription, as the page "Azure built-in roles" prints them. */
export const ROLES: Readonly<Record<string, Permissions>> = {
  "7f951dda-4ed3-4680-a7ca-43fe172d538d": { actions: [`${REGISTRIES}/pull/read`] },
  "8311e382-0749-4cb8-b61a-304f252e45ec": { actions: [`${REGISTRIES}/pull/read`, `${REGISTRIES}/push/write`] },
  "c2f4ef07-c644-48eb-af81-4b1b4947fb11": { actions: [`${REGISTRIES}/artifacts/delete`] },
  "acdd72a7-3385-48ef-bd42-f606fba81ae7": { actions: ["*/read"] },
  "b24988ac-6180-42a0-ab88-20f7382dd24c": { actions: ["*"], notActions: ["Microsoft.Authorization/*/Write"] },
  "b93aa761-3e63-49ed-ac28-beffa264f7ac": { dataActions: READ },
  "2a1e307c-b015-4ebd-883e-5b7698a07328": { dataActions: WRITE },
  "2efddaa5-3f1f-4df3-97df-af3f13818f4c": {
    dataActions: [...WRITE, `${REPOSITORIES}/metadata/delete`, `${REPOSITORIES}/content/delete`],
  },
};

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
