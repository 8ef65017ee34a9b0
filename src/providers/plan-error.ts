import { blockOf, type Json } from "../testing/mocked/json";

/** A plan that could not be made. Its message is the whole story, so it has no stack. */
export class PlanError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PlanError";
    this.stack = `${this.name}: ${message}`;
  }
}

/** The errors among Terraform's diagnostics in its own words, each with the path of the construct it is about, without secrets. */
export function planError(name: string, diagnostics: readonly Json[], source: Json, secrets: readonly string[]): PlanError {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  // A plan that is not printed may have nothing but a warning to say so.
  const texts = (errors.length > 0 ? errors : diagnostics).map(({ summary, detail, address, snippet }) => {
    const variable = /^Invalid value for variable/.test(summary) ? variableIn(snippet) : undefined;
    const place = placeOf(source, address ?? addressIn(source, detail) ?? variable ?? snippet?.context ?? "");
    return `${place}${summary}${detail ? `\n  ${detail.trim().replace(/\n/g, "\n  ")}` : ""}`;
  });
  const states = Object.keys(blockOf(source.data).terraform_remote_state ?? {});
  const hint = states.map((state) => `"data.terraform_remote_state.${state}": { outputs: { … } }`).join(", ");
  const hints = states.length > 0 ? [`What the stack reads of other stacks is made up; give it with mocks: { ${hint} }`] : [];
  const text = [`${name} cannot be planned`, ...new Set(texts), ...hints].join("\n\n");
  return new PlanError(secrets.reduce((rest, secret) => rest.split(secret).join("(sensitive value)"), text));
}

/** The variable whose value is not allowed, which Terraform shows in the line of its configuration only. */
function variableIn(snippet: Json | undefined): string | undefined {
  return (snippet?.values ?? []).map(({ traversal }: Json) => String(traversal)).find((name: string) => name.startsWith("var."));
}

/** The first resource of the stack that a text names. */
function addressIn(source: Json, text = ""): string | undefined {
  return [...text.matchAll(/\b([a-z][\w-]*)\.([\w-]+)/g)].find(([, type, name]) => source.resource?.[type]?.[name])?.[0];
}

/** `[path of the construct] address: ` of what a diagnostic is about. */
function placeOf(source: Json, context: string): string {
  const parts = context
    .replace(/^resource\./, "")
    .replace(/\[.*?\]/g, "")
    .split(".");
  const [kind, type, name] = parts[0] === "data" || parts[0] === "ephemeral" ? parts : ["resource", ...parts];
  const block =
    kind === "resource" && source[type] && !source.resource?.[type] ? source[type][name] : source[kind]?.[type]?.[name];
  const path = blockOf(block)["//"]?.metadata?.path;
  const address = [...(kind === "resource" ? [] : [kind]), type, name].filter(Boolean).join(".");
  return `${path ? `[${path}] ` : ""}${address ? `${address}: ` : ""}`;
}
