import { chmodSync } from "node:fs";
import type { Platform } from "../../src/hand-off";
import { type Bundle, type BundleOptions, bundleOf } from "../../src/hand-off/bundle";
import { type Layout, modulesOf } from "../../src/hand-off/module/layout";
import { isList, isObject, type Json, type JsonObject, objectOf, textOf } from "../../src/stack/json";
import { sourceOf, writeFiles } from "./hand-off";

const { safeLoad }: { safeLoad: (text: string) => Json } = require("js-yaml");

const PATHS: Readonly<Record<Platform, string>> = {
  github: ".github/workflows/terraform.yml",
  "azure-devops": "azure-pipelines.yml",
};

/** The pipeline of a bundle, and the bundle. */
export interface BundlePipeline {
  readonly bundle: Bundle;
  readonly text: string;
  readonly content: JsonObject;
  readonly test: JsonObject;
  readonly plan: JsonObject;
}

export function pipelineIn(
  stack: Json,
  ci: Platform,
  { layout = "module", ...options }: Partial<BundleOptions> & { readonly layout?: Layout } = {},
): BundlePipeline {
  const defaults: BundleOptions = { format: "hcl", provenance: { version: "0.0.0" }, changes: "" };
  const source = sourceOf(stack);
  const bundle = bundleOf(source, modulesOf(source, layout), { ...defaults, ...options, ci });
  const text = textOf(bundle.files.get(PATHS[ci])?.toString());
  const content = objectOf(safeLoad(text));
  const jobs = isList(content.jobs)
    ? Object.fromEntries(content.jobs.filter(isObject).map((job) => [textOf(job.job), job]))
    : objectOf(content.jobs);
  return { bundle, text, content, test: objectOf(jobs.test), plan: objectOf(jobs.plan) };
}

export function stepsOf({ steps }: JsonObject): JsonObject[] {
  return isList(steps) ? steps.filter(isObject) : [];
}

/** The shell scripts of a job's steps, in order. */
export function scriptsOf(job: JsonObject): string[] {
  const scripts = stepsOf(job).map((step) => step.run ?? step.script ?? step.bash ?? objectOf(step.inputs).inlineScript);
  return scripts.filter((script) => script !== undefined).map(textOf);
}

/** Writes programs that can be run, and returns their folder. */
export function programs(folder: string, texts: Readonly<Record<string, string>>): string {
  writeFiles(folder, texts);
  for (const name of Object.keys(texts)) {
    chmodSync(`${folder}/${name}`, 0o755);
  }
  return folder;
}
