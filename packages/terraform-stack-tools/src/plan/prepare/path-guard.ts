import type { Call } from "../../stack/expression/calls";
import { quoted } from "../../stack/quoted";

/** In the engine's message about a path that a guard refused, in front of the path. */
const REFUSED_PATH = "stack-tools reads no such file: ";

interface Insertion {
  readonly offset: number;
  readonly text: string;
}

const PATH = "stack_tools_path";

/** Within the folder in which the engine runs, where the modules are, too. */
const IS_INSIDE = `startswith(format("%s/", abspath(pathexpand(${PATH}))), format("%s/", abspath(".")))`;

/** In a configuration, a comment may hold what becomes an expression once it is rendered. */
const IS_TEMPLATE = `${IS_INSIDE} && !can(regex("(?i)[.](tf|tofu)([.]json)?$", abspath(pathexpand(${PATH}))))`;

/** Patterns of `fileset` are below its path, unless they leave it. */
const STAYS_BELOW = `!strcontains(${PATH}, "..")`;

/** What is inserted into the text of a call, so that the engine checks each path before it reads there. */
export function guardsOf({ name, arguments: [path, pattern] }: Call): Insertion[] {
  return [
    ...guard(path, name === "templatefile" ? IS_TEMPLATE : IS_INSIDE),
    ...(name === "fileset" && pattern !== undefined ? guard(pattern, STAYS_BELOW) : []),
  ];
}

/** A path or an error of the engine that names it, encoded: of a name without slashes, ".." leads nowhere. */
function guard([start, end]: readonly [number, number], condition: string): Insertion[] {
  const refused = `file(format("${REFUSED_PATH}%s", urlencode(${PATH})))`;
  return [
    { offset: start, text: `[for ${PATH} in [` },
    { offset: end, text: `] : ${condition} ? ${PATH} : ${refused}][0]` },
  ];
}

/** The path that a guard refused, in a message of the engine. */
export function refusedPath(message: string): string | undefined {
  const [, path] = new RegExp(`${REFUSED_PATH}(.*?)"?;`, "s").exec(message.replace(/\s+/g, " ")) ?? [];
  return path === undefined ? undefined : quoted(decoded(path));
}

/** Of `urlencode`, which writes a space as a plus sign. The engine may break a line in it, or cut it off. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path.replace(/\s/g, "").replace(/\+/g, " "));
  } catch {
    return path;
  }
}
