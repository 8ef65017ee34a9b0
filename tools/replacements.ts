import { basename } from "node:path";
import { PROVIDER_VERSIONS } from "../src/catalogue/provider-versions";
import type { ForceNewArgument, ForceNewArguments } from "../src/catalogue/replacements";
import { compare, entries, isObject, type Json, type JsonObject } from "../src/terraform/json";
import { InputError, readInputs, runTool, writeData } from "./inputs";

const HELP = `Writes src/catalogue/data/replacements.json: the arguments whose change replaces a resource.

  npm run data:replacements -- <file or folder>...

Each file is called <provider>.rules.json and contains
{"resources": {"<type>": {"<argument>": {"forceNew": true, "default": …}}}}; an argument in a block is written
block.argument. No command prints such a file, since schemas leave this out: the rules were extracted from the Go source
of the providers, at the versions called "bindings" in src/catalogue/provider-versions.ts. Of a
folder, all *.rules.json files are read. These data are to be replaced by what the providers themselves answer.
`;

const SUFFIX = ".rules.json";

type Tree = Map<string, Node>;

interface Node {
  readonly children: Tree;
  isForced: boolean;
  fallback?: Json;
}

/** The tree of the arguments that force a replacement, from their paths. */
function treeOf(rules: Json): Tree {
  const root: Tree = new Map();
  for (const [path, rule] of entries(rules)) {
    if (isObject(rule) && rule.forceNew === true) {
      const node = nodeAt(root, path.split("."));
      node.isForced = true;
      node.fallback = rule.default;
    }
  }
  return root;
}

function nodeAt(tree: Tree, [name, ...rest]: readonly string[]): Node {
  const node = tree.get(name) ?? { children: new Map(), isForced: false };
  tree.set(name, node);
  return rest.length === 0 ? node : nodeAt(node.children, rest);
}

function written(tree: Tree): ForceNewArguments {
  return Object.fromEntries(
    [...tree].sort(([left], [right]) => compare(left, right)).map(([name, node]) => [name, argument(node)]),
  );
}

function argument({ children, isForced, fallback }: Node): ForceNewArgument {
  return {
    ...(isForced && children.size > 0 ? { isCounted: true } : {}),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(children.size > 0 ? { arguments: written(children) } : {}),
  };
}

/** The content of the data file, from the content of the rules files by their names. */
export function replacements(inputs: readonly [file: string, content: JsonObject][]) {
  const rules = new Map(inputs.map(([file, content]) => [basename(file, SUFFIX), content.resources]));
  const resources = Object.keys(PROVIDER_VERSIONS).flatMap((provider) => {
    const types = rules.get(provider);
    if (!isObject(types)) {
      throw new InputError(
        `${provider}${SUFFIX} with an object "resources" was not given; see --help for what it contains.`,
      );
    }
    return entries(types).map(([type, paths]) => [type, written(treeOf(paths))] as const);
  });
  return { resources: Object.fromEntries(resources) };
}

if (require.main === module) {
  runTool(HELP, (paths) => {
    writeData("replacements", replacements(readInputs(paths, (file) => file.endsWith(SUFFIX))));
  });
}
