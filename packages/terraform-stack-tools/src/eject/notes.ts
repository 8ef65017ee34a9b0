import { isSecretInput, literalSecrets } from "../knowledge/secrets/secret-scan";
import { code, described, table } from "../shared/words";
import { grouped } from "../stack/json";
import type { Block, Stack } from "../stack/stack";

/** Something that the owners of a configuration have to look at. */
export interface Note {
  /** An address, or the path of an argument. */
  readonly place: string;
  /** In one or two sentences, in which words between backticks are code. */
  readonly text: string;
}

const READABLE = "Everyone who gets this folder can read";
const REPLACE = "Make it a sensitive variable, and replace the secret itself.";

/** By what is found, the most urgent first. */
const SENTENCES = {
  "plain password": `${READABLE} the password of this pull secret in the module. ${REPLACE}`,
  "plain secret": `${READABLE} this secret in the module. ${REPLACE}`,
  "plain default": `${READABLE} the default of this input, which is secret. Remove the default, and replace the secret itself.`,
  "plain output": `${READABLE} the value of this output, which is secret. ${REPLACE}`,
  "gone path":
    "This path points into the app or its `cdktf.out`, and breaks once they are deleted. " +
    "Copy what it points to into this folder, and change the path: if that is an argument, the plan shows a change.",
  "unknown path":
    "This path may point into the app: an expression computes it, or it exists on one machine only. " +
    "Check where it points before you delete the app.",
  "missing module":
    "The folder of this child module is not part of this one, so Terraform cannot be initialized. Copy it here, and change its `source`.",
  "unmarked input": "This input is secret by its name, but every plan shows its value. Mark it as `sensitive`.",
} as const;

type Kind = keyof typeof SENTENCES;

/**
 * What to review, the most urgent first.
 * @param paths of the files that come with the module, such as the ones of local child modules
 * @param left the places of paths that may lead into what the owners leave
 */
export function notesOf(
  stack: Stack,
  paths: readonly string[],
  left: Readonly<Record<"gone" | "unknown", readonly string[]>>,
): Note[] {
  const secrets = literalSecrets(stack);
  const secretsOf = (kind: Kind) => secrets.filter((one) => one.kind === kind).map(({ place }) => place);
  const unmarked = stack.variables.filter((variable) => !variable.isSecret && isSecretInput(variable));
  const found: Readonly<Record<Kind, readonly string[]>> = {
    "plain password": secretsOf("plain password"),
    "plain secret": secretsOf("plain secret"),
    "plain default": secretsOf("plain default"),
    "plain output": secretsOf("plain output"),
    "gone path": left.gone,
    "unknown path": left.unknown,
    "missing module": stack.blocks.filter((block) => isMissing(block, paths)).map(({ address }) => address),
    "unmarked input": unmarked.map(({ name }) => `variable.${name}`),
  };
  const kinds = Object.keys(SENTENCES) as Kind[];
  return kinds.flatMap((kind) => found[kind].map((place) => ({ place, text: SENTENCES[kind] })));
}

/** Each sentence once, with how often it applies and where. */
export function noteTable(notes: readonly Note[]): string {
  const rows = [...grouped(notes, ({ text }) => text)].map(([text, alike]) => {
    const places = alike.map(({ place }) => code(place)).join(", ");
    return [described(text), alike.length > 1 ? `${alike.length} places: ${places}` : places];
  });
  return table(["What", "Where"], rows);
}

/** A local child module, whose folder cdktf does not copy by itself. */
function isMissing({ kind, body: { source } }: Block, paths: readonly string[]): boolean {
  if (kind !== "module" || typeof source !== "string" || !/^\.{0,2}\//.test(source)) {
    return false;
  }
  const folder = source.replace(/^\.\//, "").replace(/\/*$/, "/");
  return !paths.some((path) => path.startsWith(folder));
}
