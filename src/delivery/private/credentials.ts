import { Fn, Op, TerraformElement, TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { IRegistryCredentials } from "../../interfaces";
import { isInput } from "../../private/condition";
import { hint } from "../../private/error-topics";
import { type Complaint, fail } from "../../private/fail";
import { expressionOf, originsOf, partsOf } from "../../private/rendering/expression";
import { operand } from "../../private/rendering/operand";
import type { Rules } from "../../private/rules";
import { RULES } from "../../private/text-rules";
import { warn } from "../../private/warn";
import { dockerConfig, hostsOf, knownBytes, MAXIMUM_BYTES } from "./docker-config";

const TOO_LARGE: Complaint = {
  property: "credentials",
  must: `fit into a document of at most 1 MiB (${MAXIMUM_BYTES} bytes)`,
  repair: "spread the registries over several secrets",
};

const DUPLICATE: Complaint = {
  property: "credentials",
  must: "contain each login server only once",
  repair: "create a second secret for other credentials of the same registry, or remove the additional login server",
};

/** Ephemeral values are allowed in no condition. */
const EPHEMERAL = { atPlan: "left to the registry, since conditions must not contain ephemeral values" };

/** Checks the credentials of a secret, and warns about passwords in the code. */
export function checkCredentials(rules: Rules, credentials: IRegistryCredentials[], email?: string): void {
  const scope = rules.construct;
  if (credentials.length === 0) {
    fail(scope, {
      property: "credentials",
      must: "contain at least one entry",
      repair: "pass the credentials of a registry",
    });
  }
  for (const { loginServer, additionalLoginServers } of credentials) {
    rules.text("loginServer", loginServer, RULES.registryHost);
    for (const host of additionalLoginServers ?? []) {
      rules.text("additionalLoginServers", host, RULES.additionalLoginServer);
    }
  }
  for (const entry of credentials) {
    const exemption = isWriteOnly(entry) ? EPHEMERAL : undefined;
    rules.text("username", entry.username, RULES.username, exemption);
    rules.text("password", entry.password, RULES.password, exemption);
    refuseOtherStack(scope, entry);
    warnOfLiteral(scope, entry);
  }
  checkHosts(rules, credentials.flatMap(hostsOf));
  refuseMixture(scope, credentials);
  checkSize(rules, credentials, email);
}

function isWriteOnly(credentials: IRegistryCredentials): boolean {
  return (credentials.writeOnlyRevision ?? undefined) !== undefined;
}

function checkHosts(rules: Rules, hosts: string[]): void {
  const servers = hosts.map((host) => expressionOf(rules.construct, host));
  const duplicate = servers.find((server, index) => servers.indexOf(server) !== index);
  if (duplicate) {
    fail(rules.construct, { ...DUPLICATE, got: duplicate });
  }
  if (hosts.length > 1 && hosts.some((host) => Token.isUnresolved(host))) {
    const operands = hosts.map(operand);
    rules.that(Op.eq(Fn.lengthOf(Fn.distinct(operands)), operands.length), DUPLICATE);
  }
}

/** Inputs may have any size; values that Azure creates are short. */
function checkSize(rules: Rules, credentials: IRegistryCredentials[], email: string | undefined): void {
  if (knownBytes(credentials, email) > MAXIMUM_BYTES) {
    fail(rules.construct, TOO_LARGE);
  }
  const inputs = credentials
    .filter((entry) => !isWriteOnly(entry))
    .flatMap(({ username, password }) => [username, password]);
  if (inputs.some((text) => isInput(rules.construct, text))) {
    // Terraform counts characters; in base64, four of them are three bytes.
    const limit = Math.ceil(MAXIMUM_BYTES / 3) * 4;
    // On the document, not on the resource: `self` of an instance that could not be created is an error of its own.
    rules.that(Op.lte(Fn.lengthOf(Fn.base64encode(dockerConfig(credentials))), limit), TOO_LARGE);
  }
}

/** A document is either written only or stored: a mixture would put the ephemeral half into the state. */
function refuseMixture(scope: IConstruct, credentials: IRegistryCredentials[]): void {
  const writeOnly = credentials.filter(isWriteOnly);
  if (writeOnly.length > 0 && writeOnly.length < credentials.length) {
    fail(scope, {
      property: "credentials",
      must: "all come from a key vault, or none of them",
      repair: "create a second secret for the others",
      see: "key-vault-secrets",
    });
  }
}

function refuseOtherStack(scope: IConstruct, { username, password }: IRegistryCredentials): void {
  const stack = TerraformStack.of(scope);
  const other = [username, password].flatMap((text) => originsOf(scope, text)).find((origin) => origin !== stack);
  if (other) {
    fail(scope, {
      property: "credentials",
      must: "be created in the stack of the secret, or cdktf copies the password through outputs and remote state",
      got: other.node.path,
      repair: "create them in this stack, with a registry from ContainerRegistry.fromLookup",
      see: "another-stack",
    });
  }
}

function warnOfLiteral(scope: IConstruct, { loginServer, password }: IRegistryCredentials): void {
  if (isLiteral(scope, password)) {
    warn(
      scope,
      `the password for ${expressionOf(scope, loginServer)} is a literal and ends up in clear ` +
        `text in the synthesized JSON; pass a sensitive TerraformVariable; ${hint("literal-password")}`,
    );
    return;
  }
  const shown = shownVariable(scope, password);
  if (shown !== undefined) {
    warn(
      scope,
      `the password for ${expressionOf(scope, loginServer)} comes from the variable '${shown}', which Terraform may ` +
        `print; set \`sensitive: true\` on it; ${hint("literal-password")}`,
    );
  }
}

/** The name of a variable that a text has a value of, and that is not sensitive. */
function shownVariable(scope: IConstruct, value: unknown): string | undefined {
  const { references, functions } = partsOf(scope, value);
  const sources = functions.has("sensitive") ? [] : [...references].map((reference) => sourceOf(scope, reference));
  const names = sources.map(({ id, local, variable }) => {
    const isShown = variable !== undefined && variable.sensitive !== true;
    return isShown ? id : local && shownVariable(scope, local);
  });
  return names.find((name) => name !== undefined);
}

/** Their results are not in the synthesized JSON. */
const READING = /^(file|templatefile|uuid|bcrypt|timestamp|plantimestamp)/;

/**
 * Whether all of a text is in the synthesized JSON: written there, in a local, as the default of a variable or as one of
 * several values, whatever puts the parts together.
 */
function isLiteral(scope: IConstruct, value: unknown): boolean {
  const { references, functions, choices } = partsOf(scope, value);
  const isRead = [...functions].some((name) => READING.test(name));
  return (!isRead && [...references].every((one) => isOfLiteral(scope, one))) || choices.some(isWritten);
}

/** cdktf keeps the arguments of some functions in quotes. */
function isWritten(choice: unknown): boolean {
  return typeof choice === "string" && !["", '""'].includes(choice) && !Token.isUnresolved(choice);
}

function isOfLiteral(scope: IConstruct, reference: string): boolean {
  const { local, variable } = sourceOf(scope, reference);
  const value = local ?? variable?.default;
  return value !== undefined && value !== "" && isLiteral(scope, value);
}

/** What a reference to a local or to a variable stands for. */
function sourceOf(scope: IConstruct, reference: string) {
  const [kind, id] = reference.split(".");
  const elements = TerraformStack.of(scope).node.findAll().filter(TerraformElement.isTerraformElement);
  const written = elements.filter(({ friendlyUniqueId }) => friendlyUniqueId === id).map((one) => one.toTerraform());
  const blocks = kind === "var" || kind === "local" ? written : [];
  return { id, local: blocks[0]?.locals?.[id], variable: blocks[0]?.variable?.[id] };
}
