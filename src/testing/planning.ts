import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PlanError, planError } from "../providers/plan-error";
import { initializedFolder, lockedVersions } from "../providers/provider-cache";
import type { TerraformBinary } from "../providers/terraform-binary";
import { attributesRead, meaningOf } from "../terraform/meaning";
import { outcomeOf, SHARED_SOURCE } from "./engine/test-run";
import { type Configuration, configurationOf } from "./mocked/configuration";
import { blocksOf, type Json, withoutKeys } from "./mocked/json";
import { fitNewerProviders, ignoreWhatIsSet } from "./mocked/provider-gaps";
import { addReadBlocks, unify } from "./mocked/requirements";
import { ephemeralVariables, type Mocks, mockProviders, runOf, type Schemas } from "./mocked/test-file";

export interface Sources {
  readonly existing?: Json;
  readonly changed: Json;
}

type Version = keyof Sources;

/** Passed, failed, or decided only when the stack is applied. */
export type CheckResult = "passed" | "failed" | "unknown";

const NAMES: Record<Version, string> = { existing: "the existing version of the stack", changed: "the stack" };

/** What Terraform answered, and the made-up texts that stand for what it cannot know. */
export interface Answer {
  readonly plan: Json;
  readonly madeUp: ReadonlySet<string>;
}

/** A stack, or two versions of one, made ready to be planned as often as it takes. */
export class Planning {
  public readonly changed: Configuration;
  public readonly existing?: Configuration;
  public readonly schemas: Schemas;
  /** The check blocks, as far as they are known. */
  public readonly checks: Record<string, CheckResult>;
  /** By the provider's address without its host. */
  public readonly versions: Readonly<Record<string, string>>;
  private readonly all: readonly Configuration[];
  private readonly folder: string;

  constructor(
    private readonly binary: TerraformBinary,
    private readonly sources: Sources,
    variables: Json,
    private readonly mocks: Mocks,
  ) {
    this.changed = configurationOf(sources.changed, variables, NAMES.changed);
    this.existing = sources.existing && configurationOf(sources.existing, variables, NAMES.existing);
    this.all = this.existing ? [this.existing, this.changed] : [this.changed];
    const declared = this.all.flatMap(({ json }) => Object.keys(json.variable ?? {}));
    const unknown = Object.keys(variables).filter((name) => !declared.includes(name));
    if (unknown.length > 0) {
      throw new PlanError(`the stack has no variable ${unknown.join(", ")}; it has ${declared.join(", ") || "none"}`);
    }
    this.checks = Object.fromEntries(Object.keys(this.changed.json.check ?? {}).map((name) => [name, "passed"]));
    this.folder = initializedFolder(binary, unify(this.all));
    this.schemas = schemasOf(this.folder);
    this.versions = lockedVersions(this.folder);
    addReadBlocks(this.all, this.schemas);
    for (const configuration of this.all) {
      const variables = ephemeralVariables(configuration, this.schemas, mocks);
      if (Object.keys(variables).length > 0) {
        configuration.json.variable = { ...configuration.json.variable, ...variables };
        // An apply does not take the default of an ephemeral variable.
        for (const [name, body] of Object.entries<Json>(variables)) {
          configuration.variables[name] = body.default;
        }
      }
      ignoreWhatIsSet(configuration.json);
    }
    if (this.existing) {
      fitNewerProviders(this.existing.json, this.changed.json, this.schemas);
    }
    for (const [, , body] of this.existing ? blocksOf(this.existing.json, "resource") : []) {
      // The test takes down at its end what it made up.
      delete [body.lifecycle].flat()[0]?.prevent_destroy;
    }
  }

  /** Plans, with some resources to be replaced. */
  public answer(replaced: readonly string[]): Answer {
    const renewed = new Set(replaced.map(withoutKeys));
    const common = { schemas: this.schemas, mocks: this.mocks, ...(this.existing ? { module: SHARED_SOURCE } : {}) };
    const changed = runOf({
      ...common,
      command: "plan",
      configuration: this.changed,
      renewed,
      replace: replaced,
    });
    const existing =
      this.existing &&
      runOf({
        ...common,
        command: "apply",
        configuration: this.existing,
        renewed: new Set(),
        replace: [],
      });
    const mocks = mockProviders(this.all);
    const test = {
      ...(Object.keys(mocks).length > 0 ? { mock_provider: mocks } : {}),
      run: { ...(existing && { existing: existing.run }), changed: changed.run },
    };
    const configurations = { existing: this.existing?.json, changed: this.changed.json };
    const { plan, diagnostics } = outcomeOf(this.binary, this.folder, configurations, test);
    if (plan === undefined) {
      this.setChecksAside(diagnostics);
      return this.answer(replaced);
    }
    // Terraform leaves unknown what a resource will answer; OpenTofu plans with the made-up answer.
    const isNew = (block: string) => existing?.texts[block] === undefined || renewed.has(block);
    const texts = Object.entries(changed.texts).flatMap(([block, some]) => (isNew(block) ? [...some] : []));
    const isOpenTofu = this.binary.product === "OpenTofu";
    for (const [name, check] of Object.entries(isOpenTofu ? (this.sources.changed.check ?? {}) : {})) {
      this.checks[name] = this.readsUnknown(check, isNew) ? "unknown" : this.checks[name];
    }
    return { plan, madeUp: new Set(isOpenTofu ? texts : []) };
  }

  /** Whether a check was decided with made-up answers, which decide nothing. */
  private readsUnknown(check: unknown, isNew: (block: string) => boolean): boolean {
    const { json, variables } = this.changed;
    const text = meaningOf(check, json, variables);
    return blocksOf(json, "resource").some(([type, name, body]) => {
      const block = `${type}.${name}`;
      return isNew(block) && attributesRead(text, block).some((attribute) => body[attribute] === undefined);
    });
  }

  /** A check that does not pass keeps Terraform from printing the plan, so it is noted and left out. Whatever else fails is an error. */
  private setChecksAside(diagnostics: readonly Json[]): void {
    const failed = diagnostics.filter(({ severity }) => severity === "error");
    const version: Version = failed[0]?.run === "existing" ? "existing" : "changed";
    const { check: checks = {} } = (version === "existing" ? this.existing : this.changed)?.json ?? {};
    const names = failed.map(({ summary, snippet }) =>
      /^Check block assertion/.test(summary) ? checkOf(snippet?.context) : undefined,
    );
    if (failed.length === 0 || names.some((name) => name === undefined || checks[name] === undefined)) {
      throw planError(NAMES[version], diagnostics, this.sources[version] ?? {}, secretsOf(this.all));
    }
    for (const [index, name] of (names as string[]).entries()) {
      delete checks[name];
      if (version === "changed") {
        const result = /known after apply/.test(failed[index].summary) ? "unknown" : "failed";
        this.checks[name] = this.checks[name] === "failed" ? "failed" : result;
      }
    }
    if (Object.keys(checks).length === 0) {
      delete (version === "existing" ? this.existing : this.changed)?.json.check;
    }
  }
}

/** The name of the check block that a diagnostic is about. */
function checkOf(context = ""): string | undefined {
  return /^check\.([\w-]+)/.exec(context)?.[1];
}

function schemasOf(folder: string): Schemas {
  const read = new Map<string, Json | undefined>();
  return (kind, type) => {
    const name = `${kind}.${type}`;
    const path = join(folder, "schemas", `${name}.json`);
    if (!read.has(name)) {
      read.set(name, existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined);
    }
    return read.get(name);
  };
}

/** The texts in the values of sensitive variables, longest first. */
function secretsOf(configurations: readonly Configuration[]): string[] {
  const texts = (value: unknown): string[] =>
    typeof value === "string" ? [value] : typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
  const secrets = configurations.flatMap(({ json, variables }) =>
    Object.entries<Json>(json.variable ?? {}).flatMap(([name, body]) => {
      const { sensitive, ephemeral, default: fallback } = [body].flat()[0];
      return sensitive || ephemeral ? texts(variables[name] ?? fallback) : [];
    }),
  );
  return [...new Set(secrets)].filter((text) => text !== "").sort((one, other) => other.length - one.length);
}
