import { BodyWriter, type Report } from "../../hand-off/hcl/body";
import { type LanguageSchema, PLAIN } from "../../hand-off/hcl/language-schema";
import type { Item } from "../../hand-off/hcl/layout";
import type { JsonObject } from "../../stack/json";

/** Nested blocks of backends and of HCP Terraform. Whatever else has members is a map. */
const BLOCKS: readonly string[] = ["exec", "workspaces"];

const SETTINGS: LanguageSchema = { ...PLAIN, blockOf: (name) => (BLOCKS.includes(name) ? PLAIN : undefined) };

const SCHEMA: LanguageSchema = {
  ...PLAIN,
  blockOf: (name) => {
    switch (name) {
      case "backend":
        return { ...SETTINGS, isLabelled: true };
      case "cloud":
        return SETTINGS;
      default:
        return undefined;
    }
  },
};

/** Where a stack keeps its state, as the block of its owners; nothing for a file on the machine that synthesized it. */
export function backendBlock({ backend, cloud }: JsonObject, report: Report): Item[] {
  const kept = { ...(backend === undefined ? {} : { backend }), ...(cloud === undefined ? {} : { cloud }) };
  if (Object.keys(kept).length === 0 || isLocal(backend)) {
    return [];
  }
  return [{ header: "terraform", items: new BodyWriter(report).items(kept, SCHEMA, "terraform") }];
}

function isLocal(backend: JsonObject[string] | undefined): boolean {
  return typeof backend === "object" && backend !== null && "local" in backend;
}
