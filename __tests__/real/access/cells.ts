import { type Holder, isLike, type Registry, type Right } from "./world";

export const RIGHTS: readonly Right[] = ["pull", "push", "delete"];

/** A line on access, as the JSON of a report has it. */
export interface Line {
  readonly who: string;
  readonly registry: string;
  readonly repository: string;
  readonly rights: readonly string[];
  readonly mode?: "RBAC" | "ABAC";
}

/** Rights by identity, registry and repository; a cell without rights is left out. */
type Cells = Readonly<Record<string, readonly string[]>>;

export function cellsOfLines(lines: readonly Line[], registries: readonly Registry[], repositories: readonly string[]): Cells {
  return cells([...new Set(lines.map(({ who }) => who))], registries, repositories, (who, registry, repository, right) =>
    lines.some(
      (line) => line.who === who && isAbout(line, registry) && line.rights.includes(right) && isLike(repository, line.repository),
    ),
  );
}

export function cellsOfHolders(
  holders: readonly Holder[],
  registries: readonly Registry[],
  repositories: readonly string[],
): Cells {
  return cells([...new Set(holders.map(({ who }) => who))], registries, repositories, (who, registry, repository, right) =>
    holders.some((holder) => holder.who === who && holder.registry.id === registry.id && holder.allows(right, repository)),
  );
}

function cells(
  holders: readonly string[],
  registries: readonly Registry[],
  repositories: readonly string[],
  allows: (who: string, registry: Registry, repository: string, right: Right) => boolean,
): Cells {
  const all = holders.flatMap((who) =>
    registries.flatMap((registry) =>
      repositories.map((repository): [string, string[]] => [
        `${who}: ${repository} of ${registry.name}`,
        RIGHTS.filter((right) => allows(who, registry, repository, right)),
      ]),
    ),
  );
  return Object.fromEntries(all.filter(([, rights]) => rights.length > 0));
}

const MODES = { RBAC: "LegacyRegistryPermissions", ABAC: "AbacRepositoryPermissions" };

/** What a line says of the registries that exist: a role has no effect in the other mode. */
function isAbout({ registry, mode }: Line, { id, name, mode: actual }: Registry): boolean {
  const group = id.split("/")[4];
  const isNamed = [name, `every registry in resource group ${group}`].includes(registry);
  return isNamed && (mode === undefined || MODES[mode] === actual);
}
