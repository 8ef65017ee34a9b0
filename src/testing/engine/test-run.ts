import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LOCK_FILE } from "../../providers/provider-cache";
import { spawned, type TerraformBinary } from "../../providers/terraform-binary";
import type { Json } from "../mocked/json";

/** What a test printed: the plan of its last run, if it came to that, and what was said on the way. */
export interface Outcome {
  readonly plan?: Json;
  readonly diagnostics: readonly Json[];
}

/** Where the configurations of a test are: one alone is the main one, two are an existing one and what it becomes. */
export interface Configurations {
  readonly existing?: Json;
  readonly changed: Json;
}

/** The source of both runs of an update. Nothing is there. */
export const SHARED_SOURCE = "./stack";

/** Runs a test file once, in a folder that is gone afterwards. */
export function outcomeOf(
  binary: TerraformBinary,
  initialized: string,
  { existing, changed }: Configurations,
  test: Json,
): Outcome {
  const folder = mkdtempSync(join(tmpdir(), `cdktf-acr-aks-plan-${process.pid}-`));
  const write = (path: string, json: Json) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(json));
  };
  try {
    if (existsSync(join(initialized, LOCK_FILE))) {
      cpSync(join(initialized, LOCK_FILE), join(folder, LOCK_FILE));
    }
    mkdirSync(join(folder, ".terraform"));
    symlinkSync(join(initialized, ".terraform", "providers"), join(folder, ".terraform", "providers"), "junction");
    const modules = new Modules(initialized, folder);
    if (existing === undefined) {
      write("main.tf.json", changed);
      modules.add("", "", ".", changed);
    } else {
      // A test keeps one state for each source of a module. Both versions must share one to be an update, so both runs name the same
      // source, and the manifest, which `init` would write, says that it is another folder for each. Should a version of Terraform not
      // look there, then the source is missing and the test fails; it cannot pass for a stack without changes.
      const { required_providers } = changed.terraform ?? {};
      write("main.tf.json", { terraform: { required_providers } });
      write("existing/main.tf.json", existing);
      write("changed/main.tf.json", changed);
      modules.add("", "", ".", {});
      modules.add("test.tests.plan.tftest.json.existing", SHARED_SOURCE, "existing", existing);
      modules.add("test.tests.plan.tftest.json.changed", SHARED_SOURCE, "changed", changed);
    }
    modules.write();
    write("tests/plan.tftest.json", test);
    const { stdout, stderr } = spawned(binary.command, ["test", "-json", "-verbose", "-no-color"], folder);
    return read(stdout, stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The manifest of modules, from which Terraform knows where each one is. */
class Modules {
  private readonly entries: Json[] = [];
  private readonly initialized: Json[];

  constructor(
    source: string,
    private readonly folder: string,
  ) {
    const modules = join(source, ".terraform", "modules");
    const isUsed = existsSync(join(modules, "modules.json"));
    this.initialized = isUsed ? JSON.parse(readFileSync(join(modules, "modules.json"), "utf8")).Modules : [];
    if (isUsed) {
      cpSync(modules, join(folder, ".terraform", "modules"), { recursive: true });
    }
  }

  public add(key: string, source: string, directory: string, json: Json): void {
    this.entries.push({ Key: key, Source: source, Dir: directory });
    for (const [name, body] of Object.entries<Json>(json.module ?? {})) {
      const id = moduleId(body);
      for (const entry of this.initialized.filter(({ Key }) => Key === id || Key.startsWith(`${id}.`))) {
        this.entries.push({ ...entry, Key: `${key ? `${key}.` : ""}${name}${entry.Key.slice(id.length)}` });
      }
    }
  }

  public write(): void {
    mkdirSync(join(this.folder, ".terraform", "modules"), { recursive: true });
    writeFileSync(join(this.folder, ".terraform", "modules", "modules.json"), JSON.stringify({ Modules: this.entries }));
  }
}

function read(stdout: string, stderr: string): Outcome {
  const events: Json[] = stdout.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
  const diagnostics = events.flatMap((event) =>
    event.type === "diagnostic" ? [{ ...event.diagnostic, run: event["@testrun"] }] : [],
  );
  const plan = events.filter(({ type }) => type === "test_plan").pop()?.test_plan;
  if (plan === undefined && diagnostics.length === 0) {
    diagnostics.push({
      severity: "error",
      summary: "It stopped without a plan",
      detail: stderr.trim().split("\n").slice(0, 12).join("\n"),
    });
  }
  return { plan, diagnostics };
}

/** A name for a module's source, so that stacks that call it by different names share what init fetched. */
export function moduleId({ source, version }: Json): string {
  return `m_${createHash("sha256")
    .update(`${source} ${version ?? ""}`)
    .digest("hex")
    .slice(0, 12)}`;
}
