import { isPullSecret, isSecretArgument, permissionOf } from "../../catalogue/questions";
import { entries, isObject, type Json, type JsonObject, listOf, texts } from "../../terraform/json";
import { type Block, blocksOf, bodies, unknownSections } from "../../terraform/stack";
import { variablesOf } from "../../terraform/variable";

/** Something that a person has to look at, since this package cannot answer for it. */
export interface Note {
  readonly place: string;
  readonly text: string;
}

const MACHINE_PATH =
  /^(file:\/\/)?(\/(home|Users|root|tmp|private|var\/folders|workspaces?|builds?|mnt|opt|github)\/|[A-Za-z]:[\\/])/;

export function notesOf(module: JsonObject): Note[] {
  const blocks = blocksOf(module);
  return [
    ...unknownSections(module).map((section) => ({
      place: section,
      text: "a section that this page does not know; it is in the module as it was",
    })),
    ...blocks
      .filter(({ kind, sort }) => kind !== "module" && sort !== "data.terraform_remote_state" && permissionOf(sort) === undefined)
      .map(({ address, type }) => ({
        place: address,
        text: `a type that this page does not know (${type}): read in its provider's documentation what it needs and what it keeps in the state`,
      })),
    ...blocks
      .filter(({ kind }) => kind === "module")
      .map(({ address }) => ({ place: address, text: "a module of its own: what it makes, needs and keeps is not listed here" })),
    ...blocks
      .filter(({ sort }) => sort === "data.terraform_remote_state")
      .map(({ address }) => ({
        place: address,
        text: "reads the state of another stack, with all the secrets in it, and must be able to reach it",
      })),
    ...blocks
      .filter(({ body }) => "provisioner" in body)
      .map(({ address }) => ({ place: address, text: "has provisioners, which run commands when it is made or destroyed" })),
    ...programs(module),
    ...readableSecrets(module, blocks),
    ...texts(module)
      .filter(([, text]) => MACHINE_PATH.test(text))
      .map(([place]) => ({ place, text: "is a path that may exist on one machine only; change it" })),
  ];
}

/** Secrets that whoever gets the folder can read. */
function readableSecrets(module: JsonObject, blocks: readonly Block[]): Note[] {
  const readable = (text: string) => (place: string) => ({
    place,
    text: `${text}, readable for whoever gets this folder: make it an input`,
  });
  const inputs = variablesOf(module).filter(
    ({ name, isSecret, default: value }) => (isSecret && (value ?? "") !== "") || (SECRET.test(name) && isLiteral(value)),
  );
  const outputs = bodies(module.output).filter(([, body]) => isObject(body) && body.sensitive === true && isLiteral(body.value));
  const secrets = blocks.filter((block) => isPullSecret(block) && isDocumentInClear(block.body));
  const places = [
    ...blocks.filter((block) => !isPullSecret(block)).flatMap(({ address, sort, body }) => secretPlaces(body, address, sort)),
    ...bodies(module.provider).flatMap(([name, body]) => secretPlaces(body, `provider.${name}`)),
    ...secretPlaces(module.locals ?? null, "locals"),
  ];
  return [
    ...inputs.map(({ name }) => ({
      place: `variable.${name}`,
      text: "is secret and has a default, which stands readable in this folder: take it out of the stack",
    })),
    ...secrets.map(({ address }) => address).map(readable("has a password that is written in the module")),
    ...places.map(readable("is written in the module")),
    ...outputs.map(([name]) => `output.${name}`).map(readable("is secret and written in the module")),
  ];
}

const SECRET =
  /(^|_)(password|passwd|secret|token|sas|api_?key|access_?key|client_?key|private_?key|account_?key|connection_?string)$/i;

/** A pull secret's document without expressions, or with a literal for the password. */
function isDocumentInClear(body: JsonObject): boolean {
  const documents = [body.data, body.binary_data, body.data_wo].flatMap((data) => texts(data ?? null));
  return documents.some(
    ([place, text]) => /"password"\s*[=:]\s*(base64decode\()?"/.test(text) || (place !== "" && isLiteral(text)),
  );
}

/** The arguments of a body whose names say that they hold a secret, and those of a type that always do, where they are no expressions. */
function secretPlaces(body: Json, address: string, type = ""): string[] {
  const places = (value: Json, place: string, name: string, isData: boolean): string[] => {
    if (Array.isArray(value)) {
      return value.flatMap((part, index) => places(part, `${place}[${index}]`, name, isData));
    }
    if (isObject(value)) {
      const isNamed = typeof value.name === "string" && SECRET.test(value.name);
      return entries(value)
        .filter(([key]) => !["labels", "annotations"].includes(key))
        .flatMap(([key, part]) =>
          places(part, `${place}.${key}`, key, isData || isSecretArgument(type, key) || (isNamed && key === "value")),
        );
    }
    return isLiteral(value) && (isData || SECRET.test(name)) ? [place] : [];
  };
  return places(body, address, "", false);
}

function isLiteral(value: Json | undefined): boolean {
  return typeof value === "string" && value !== "" && !/[$%]\{/.test(value);
}

/** Providers that start a program, which must be there. */
function programs(module: JsonObject): Note[] {
  const commandOf = (body: Json): Json[] => {
    const [exec] = listOf(entries(body).find(([key]) => key === "exec")?.[1]);
    return isObject(exec) && typeof exec.command === "string" ? [exec.command] : [];
  };
  return bodies(module.provider).flatMap(([name, body]) =>
    listOf(body)
      .flatMap(commandOf)
      .map((command) => ({ place: `provider.${name}`, text: `logs in with the program ${command}, which must be on the PATH` })),
  );
}
