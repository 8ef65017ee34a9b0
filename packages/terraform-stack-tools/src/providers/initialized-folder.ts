import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { PROVIDER_FILE, type Schemas, schemaFolder, schemasIn } from "./schema";

/** `init` writes none where there is nothing to lock. */
export const LOCK_FILE = ".terraform.lock.hcl";

/** Where a folder has the schemas of its providers. */
export const SCHEMAS = "schemas";

const MODULES = join(".terraform", "modules", "modules.json");

/** The address of the provider that is built into Terraform and OpenTofu. */
export const BUILT_IN_PROVIDER = "terraform.io/builtin/terraform";

/** A provider that `init` has installed. */
export interface InstalledProvider {
  /** With the registry's host, such as `registry.terraform.io/hashicorp/aws`. */
  readonly address: string;
  readonly version: string;
  /** Its program. */
  readonly file: string;
  /** The folder with the schemas of its types. */
  readonly schemas: string;
}

/** What a complete folder has, so that a damaged one is noticed. */
const RECORD = "record.json";

interface FolderRecord {
  readonly hasModules: boolean;
  readonly providers: readonly RecordedProvider[];
}

/** Paths are relative to the folder. */
interface RecordedProvider extends InstalledProvider {
  /** Of the program, in bytes. */
  readonly size: number;
}

/** Whether the programs have their size, and modules and schemas are there as recorded; not each file of theirs. */
export function isComplete(folder: string): boolean {
  try {
    const { hasModules, providers } = recordOf(folder);
    const hasSize = ({ file, size }: RecordedProvider) => statSync(join(folder, file)).size === size;
    const hasSchemas = ({ schemas }: RecordedProvider) => existsSync(join(folder, schemas, PROVIDER_FILE));
    return (
      hasModules === existsSync(join(folder, MODULES)) && providers.every((one) => hasSize(one) && hasSchemas(one))
    );
  } catch {
    return false;
  }
}

function recordOf(folder: string): FolderRecord {
  return JSON.parse(readFileSync(join(folder, RECORD), "utf8"));
}

/** The schemas of the providers that an initialized folder has. */
export function schemasOf(folder: string): Schemas {
  return schemasIn(join(folder, SCHEMAS));
}

/** The providers that `init` selected for an initialized folder, and the built-in one where its schemas were asked for. */
export function installedProviders(folder: string): InstalledProvider[] {
  const builtIn = schemaFolder(join(folder, SCHEMAS), BUILT_IN_PROVIDER);
  return [
    ...recordOf(folder).providers.map(({ address, version, file, schemas }) => ({
      address,
      version,
      file: join(folder, file),
      schemas: join(folder, schemas),
    })),
    ...(existsSync(builtIn) ? [{ address: BUILT_IN_PROVIDER, version: "", file: "", schemas: builtIn }] : []),
  ];
}

/** Written last: what is there without it is not complete. */
export function writeRecord(folder: string): void {
  const lock = join(folder, LOCK_FILE);
  const text = existsSync(lock) ? readFileSync(lock, "utf8") : "";
  const locks = text.matchAll(/^provider "([^"]+)" \{\s+version\s+= "([^"]+)"/gm);
  const providers = [...locks].map(([, address, version]): RecordedProvider => {
    const file = programOf(join(folder, ".terraform", "providers", address, version));
    return {
      address,
      version,
      file: relative(folder, file),
      schemas: schemaFolder(SCHEMAS, address),
      size: statSync(file).size,
    };
  });
  const record: FolderRecord = { hasModules: existsSync(join(folder, MODULES)), providers };
  writeFileSync(join(folder, RECORD), JSON.stringify(record));
}

/** The program in the folder of one version, below a folder for the one platform that it was downloaded for. */
function programOf(folder: string): string {
  const files = readdirSync(folder).flatMap((platform) =>
    readdirSync(join(folder, platform)).map((file) => join(folder, platform, file)),
  );
  return files.find((file) => basename(file).startsWith("terraform-provider-")) ?? folder;
}
