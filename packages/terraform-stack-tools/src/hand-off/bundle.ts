import { posix } from "node:path";
import { hiddenValues, literalSecrets } from "../knowledge/secrets/secret-scan";
import type { KnownSchemas } from "../providers/schemas/known-schemas";
import { readSources, type Source, type Sources } from "../shared/files";
import { Refusal } from "../shared/refusal";
import { entries, quoted } from "../stack/json";
import type { Stack } from "../stack/stack";
import { type Part, README } from "./folder";
import { hclFiles } from "./hcl/module-files";
import { checkExpressions, checkHcl, faultsIn, jsonFile, ownFault } from "./hcl/unreadable-expressions";
import { type Commit, indexPage, readmePage } from "./readme";
import { type Format, type RootModule, rootModuleOf } from "./root-module";
import { tfvarsExample } from "./sample";

/** The folder that a stack becomes. */
export interface Bundle extends Omit<Part, "place"> {
  readonly name: string;
  readonly module: RootModule;
}

interface BundleOptions {
  readonly format: Format;
  /** What HCL tells blocks from arguments by. @default the schemas of this package */
  readonly schemas?: KnownSchemas;
  /** What the source is at. @default not known */
  readonly commit?: Commit;
}

const EXAMPLE = "terraform.tfvars.example";

/**
 * Puts a bundle together. The same stack gives the same bytes.
 * @throws Refusal where its files cannot be written
 */
export function bundleOf(source: Source, { format, schemas, commit }: BundleOptions): Bundle {
  const { name, file, executables } = source;
  const module = rootModuleOf(source.stack);
  const { stack } = module;
  const written: readonly File[] = [
    [".gitignore", GITIGNORE],
    [README, readmePage(name, module, commit)],
    ...(stack.variables.length === 0 ? [] : [[EXAMPLE, tfvarsExample(stack.variables, hiddenValues(stack))] as const]),
    ...(format === "hcl" ? hclFiles(module, file, schemas) : jsonFiles(module, file)),
  ];
  checkHcl(written, file);
  const own = written.map(([path, text]) => [path, Buffer.from(text)] as const);
  const ofFormat = (one: Format) => Object.keys(module.files).map((part) => `${part}${ENDINGS[one]}`);
  const others = ofFormat(format === "json" ? "hcl" : "json");
  return {
    name,
    module,
    executables,
    files: new Map([...own, ...source.assets]),
    names: [".gitignore", README, EXAMPLE, ...ofFormat(format), "assets/"],
    isStranger: (path) => others.includes(path),
  };
}

type File = readonly [path: string, text: string];

function jsonFiles({ files, stack }: RootModule, source: string): File[] {
  const [fault] = faultsIn(stack);
  if (fault !== undefined) {
    throw ownFault(fault.trim(), source);
  }
  return Object.entries(files)
    .filter(([, sections]) => entries(sections).length > 0)
    .map(([name, sections]) => jsonFile(`${name}.tf.json`, sections, source));
}

export const GITIGNORE = `# Terraform creates these files, and they may contain secrets. Commit .terraform.lock.hcl.
/.terraform/
/*.tfstate
/*.tfstate.*
/*.tfvars
/*.tfvars.json
/*.tfplan
/plan
/crash.log
/crash.*.log
`;

const ENDINGS: Readonly<Record<Format, string>> = { json: ".tf.json", hcl: ".tf" };

/** What is written for bundles: each in a folder of its own with an index beside them, or the only one. */
export function partsOf(isApp: boolean, bundles: readonly Bundle[]): Part[] {
  const parts = bundles.map((bundle) => ({ ...bundle, place: isApp ? bundle.name : "." }));
  return isApp ? [...parts, indexOf(indexPage(bundles))] : parts;
}

/** The page above the folders of stacks. */
export function indexOf(page: string): Part {
  const files = new Map([[README, Buffer.from(page)]]);
  return { place: ".", files, executables: new Set(), names: [], isStranger: () => false };
}

/**
 * The stack in a folder, or those of a `cdktf.out`.
 * @param written what is written of a stack, where that is not all
 * @throws Refusal that says what Terraform cannot read in them, or where secrets are written, unless these are allowed
 */
export function checkedSources(
  input: string,
  allowsSecrets: boolean,
  written: (stack: Stack) => Stack = (stack) => stack,
): Sources {
  const read = readSources(input);
  const { isApp, sources } = read;
  checkExpressions(sources);
  const places = sources.flatMap(({ name, stack }) =>
    literalSecrets(written(stack)).map(({ place }) => (isApp ? posix.join(name, place) : place)),
  );
  if (places.length > 0 && !allowsSecrets) {
    throw new Refusal(
      "the stack has secrets that everybody who gets the folder could read; make them sensitive variables, or use " +
        `--allow-secrets:${places.map((place) => `\n  ${quoted(place)}`).join("")}`,
      "literal-secrets",
    );
  }
  return read;
}
