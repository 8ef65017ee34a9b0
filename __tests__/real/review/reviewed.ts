import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { called } from "../../../packages/terraform-stack-tools/__tests__/support/program";
import { type Holder, isLike, type Registry, type Right } from "../access/world";

const RIGHTS: readonly Right[] = ["pull", "push", "delete"];

/** Names that the grants of the configurations tell apart. */
const REPOSITORIES = ["base", "base/x", "shop", "shop/web", "team/app", "other"];

/** A line on access, as the JSON of a report has it. */
export interface Line {
  readonly who: string;
  readonly registry: string;
  readonly repository: string;
  readonly rights: readonly string[];
  readonly mode?: "RBAC" | "ABAC";
}

/** Rights by identity, registry and repository; a cell without rights is left out. */
export type Cells = Readonly<Record<string, readonly string[]>>;

export const FOLDER = join(__dirname, "configurations");

/** A configuration: its number, what it is about, and its file. */
export const CONFIGURATIONS = readdirSync(FOLDER)
  .filter((file) => /^\d\d-.*\.tf$/.test(file))
  .map((file) => {
    const [comment] = readFileSync(join(FOLDER, file), "utf8").split("\n");
    return { file, prefix: `c${file.slice(0, 2)}`, about: comment.replace(/^# /, "") };
  });

/** Who gains or keeps what, as `review` says it of the JSON of plans. */
export function reviewed(...plans: readonly string[]): Record<"gained" | "kept" | "lost" | "opaque", Line[]> {
  const { code, out, error } = called("review", ...plans, "--format", "json");
  if (code !== 0) {
    throw new Error(`review exited with ${code}: ${error}`);
  }
  const { stacks }: { stacks: { access: Record<"gained" | "kept" | "lost" | "opaque", Line[]> }[] } = JSON.parse(out);
  const all = (name: "gained" | "kept" | "lost" | "opaque") => stacks.flatMap(({ access }) => access[name]);
  return { gained: all("gained"), kept: all("kept"), lost: all("lost"), opaque: all("opaque") };
}

export function cellsOfLines(lines: readonly Line[], registries: readonly Registry[], repositories = REPOSITORIES): Cells {
  return cells([...new Set(lines.map(({ who }) => who))], registries, repositories, (who, registry, repository, right) =>
    lines.some(
      (line) => line.who === who && isAbout(line, registry) && line.rights.includes(right) && isLike(repository, line.repository),
    ),
  );
}

export function cellsOfHolders(holders: readonly Holder[], registries: readonly Registry[], repositories = REPOSITORIES): Cells {
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

/** The cells of one configuration, whose names begin with its number. */
export function cellsOf(prefix: string, all: Cells): Cells {
  return Object.fromEntries(Object.entries(all).filter(([cell]) => new RegExp(`\\b${prefix}`).test(cell)));
}
