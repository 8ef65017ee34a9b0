import { Annotations, Fn, Op, type Postcondition, type Precondition, TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { IRegistryCredentials } from "../../../interfaces";
import { condition, conditions, isInput, obeys } from "../../private/conditions";
import { expressionOf, originsOf } from "../../private/expression";
import { type Complaint, fail } from "../../private/fail";
import { operand } from "../../private/operand";
import { check, RULES, refuseNumber } from "../../private/rules";
import { knownBytes, MAXIMUM_BYTES } from "./docker-config";

const EMPTY_PASSWORD: Complaint = { property: "password", must: "not be empty", repair: "give the password" };

// Without what was got: a message of the plan may hold no sensitive value, which a user name may be.
const MALFORMED_USERNAME: Complaint = { property: "username", must: RULES.username.must, repair: RULES.username.repair };

const TOO_LARGE: Complaint = {
  property: "credentials",
  must: `make a document of at most 1 MiB (${MAXIMUM_BYTES} bytes)`,
  repair: "spread the registries over several secrets",
};

const TWICE: Complaint = {
  property: "credentials",
  must: "name each registry once",
  repair: "make a second secret for the other credentials of one registry",
};

/** Refuses what can be seen of credentials at synth, and warns of a password that stands in the code. */
export function checkCredentials(scope: IConstruct, credentials: IRegistryCredentials[]): void {
  if (!credentials?.length || credentials.some((entry) => !entry)) {
    fail(scope, { property: "credentials", must: "hold at least one entry", repair: "give the credentials of a registry" });
  }
  const seen = new Set<string>();
  for (const entry of credentials) {
    const { loginServer, username, password } = entry;
    check(scope, "loginServer", loginServer, RULES.loginServer);
    check(scope, "username", username, RULES.username);
    if (!password) {
      fail(scope, EMPTY_PASSWORD);
    }
    refuseNumber(scope, "password", password);
    const server = expressionOf(scope, loginServer);
    if (seen.has(server)) {
      fail(scope, { ...TWICE, got: server });
    }
    seen.add(server);
    refuseOtherStack(scope, entry);
    warnOfLiteral(scope, entry);
  }
  refuseMixture(scope, credentials);
  if (knownBytes(credentials) > MAXIMUM_BYTES) {
    fail(scope, TOO_LARGE);
  }
}

export function isWriteOnly(credentials: IRegistryCredentials): boolean {
  return credentials.writeOnlyRevision !== undefined;
}

/** The plan-time half of `checkCredentials`. What is ephemeral may stand in no condition, and is checked where it is read. */
export function credentialPreconditions(scope: IConstruct, credentials: IRegistryCredentials[]): Precondition[] {
  const servers = credentials.map(({ loginServer }) => operand(loginServer));
  const severalServers = servers.length > 1 && servers.some((server) => Token.isUnresolved(server));
  return [
    ...credentials.flatMap(({ loginServer }) => conditions(scope, "loginServer", loginServer, RULES.loginServer)),
    ...credentials
      .filter((entry) => !isWriteOnly(entry))
      .flatMap(({ username, password }) => [
        ...(isInput(scope, username) ? [condition(scope, obeys(username, RULES.username), MALFORMED_USERNAME)] : []),
        ...(isInput(scope, password) ? [condition(scope, obeys(password, RULES.notEmpty), EMPTY_PASSWORD)] : []),
      ]),
    ...(severalServers ? [condition(scope, Op.eq(Fn.lengthOf(Fn.distinct(servers)), servers.length), TWICE)] : []),
  ];
}

/** An input may be of any size; what Azure makes is short. */
export function sizePostconditions(scope: IConstruct, credentials: IRegistryCredentials[], key: string): Postcondition[] {
  // Terraform counts characters; of base64, four stand for three bytes.
  const limit = Math.ceil(MAXIMUM_BYTES / 3) * 4;
  return credentials.some((entry) => !isWriteOnly(entry) && (isInput(scope, entry.username) || isInput(scope, entry.password)))
    ? [condition(scope, `\${length(base64encode(self.data["${key}"])) <= ${limit}}`, TOO_LARGE)]
    : [];
}

/** A document is either written only or kept: a mixture would put the ephemeral half into the state. */
function refuseMixture(scope: IConstruct, credentials: IRegistryCredentials[]): void {
  const writeOnly = credentials.filter(isWriteOnly);
  if (writeOnly.length > 0 && writeOnly.length < credentials.length) {
    fail(scope, {
      property: "credentials",
      must: "come from a key vault all, or none of them",
      repair: "make a second secret for the others",
    });
  }
}

function refuseOtherStack(scope: IConstruct, { username, password }: IRegistryCredentials): void {
  const stack = TerraformStack.of(scope);
  const other = [username, password].flatMap((text) => originsOf(scope, text)).find((origin) => origin !== stack);
  if (other) {
    fail(scope, {
      property: "credentials",
      must: "be made in the stack of the secret, or cdktf copies the password through outputs and remote state",
      got: other.node.path,
      repair: "make them in this stack, with the registry from ContainerRegistry.fromLookup",
    });
  }
}

function warnOfLiteral(scope: IConstruct, { loginServer, password }: IRegistryCredentials): void {
  if (!Token.isUnresolved(password)) {
    Annotations.of(scope).addWarning(
      `[${scope.node.path}] the password for ${expressionOf(scope, loginServer)} is a literal and stands readable in the synthesized JSON; pass a ` +
        "sensitive TerraformVariable.",
    );
  }
}
