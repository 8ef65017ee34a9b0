import { withoutCredentials } from "../../stack/credentials";
import { remembered } from "../../stack/remembered";

/** The last words of names whose values are secret, such as `client_secret`, `primary_key` and `password_hash`. */
const SECRET_WORDS =
  /(?:pass(?:word|wd|phrase)\d*(?:_hash|_wo)?|(?:^|_)(?:pwd|secret|(?:auth|identity|refresh|registry)?token|sas|connection_?string|secret_(?:string|value|binary)|plaintext_value|(?:admin|database|db|mail|redis|root|smtp|user)_?pass|(?:access|account|api|client|license|master|(?:pre_?)?shared|primary|private|secondary|secret)_?key\d*(?:_pem|_base64|_wo)?))$/;

/** A header in this spelling. In lower case, it is an argument that says how others are authorized. */
const HEADERS = ["Authorization", "Proxy-Authorization"];

/** Whether the name of an argument, a variable or a setting says that its value is a secret. */
export const saysSecret = remembered((name) => HEADERS.includes(name) || SECRET_WORDS.test(snakeCase(name)));

/** `dbPassword`, `x-api-key` and `db.password` as `db_password`, `x_api_key` and `db_password`. Characters that nobody sees hide no name. */
function snakeCase(name: string): string {
  return name
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/[-.]/g, "_")
    .toLowerCase();
}

/**
 * Values that are secrets whatever they are called: a private key, tokens by which their publishers and GitHub find leaks,
 * the signature of Azure's shared access, and a password in an address, a header, a document of Docker or a command line. Each has a bound: V8 remembers each step of
 * a match, on a stack that a long text overflows.
 */
const SECRET_FORMS = [
  /-----BEGIN [A-Z ]{0,50}PRIVATE KEY(?: BLOCK)?-----/,
  /\bAGE-SECRET-KEY-1\w{20}/,
  /\b(?:gh[oprsu]_|github_pat_)\w{20}/,
  /\bglpat-[-\w]{20}/,
  /\bxox[abeoprs]-[-\w]{10}/,
  /\bhttps:\/\/hooks\.slack\.com\/services\/T\w{1,50}\/B\w{1,50}\/\w{16}/,
  /\bnpm_[A-Za-z\d]{36}\b/,
  /\b_(?:auth|authToken|password)=["']?[^\s$"'{]/,
  /\b(?:dckr_pat_|[rs]k_live_|dop_v1_|pypi-AgE|sk-ant-|sk-proj-|hvs\.)[-\w]{20}/,
  /\bhf_[A-Za-z]{34}\b/,
  /\bSG\.[-\w]{22}\.[-\w]{43}(?![-\w])/,
  /\.atlasv1\.[-\w]{60}/,
  // The secret of an application in Microsoft Entra ID.
  /(?<![-\w~.])[-\w~.]{3}\dQ~[-\w~.]{31,34}(?![-\w~.])/,
  /[?&]sig=[^&\s$]/,
  /:\/\/[^/\s:@?#]{0,1000}:[^/\s@$?#]{1,10000}@/,
  /:[^\s:@/$]{1,200}@(?:tcp|unix)\(/,
  /,password=[^,\s$]{1,10000},(?:ssl|abortConnect)=/i,
  /\bAuthorization:\s{0,100}(?:Basic|Bearer)\s{1,100}[^\s$"'{]{8}/i,
  /\bX-API-Key:\s{0,100}[^\s$"'{]{8}/i,
  /"auth"\s{0,100}:\s{0,100}"[^"$]{8}/,
  /(?:^|\s)--(?!no-|ask-)(?:[\w-]{1,50}-)?(?:password|client-secret)[ =]["']?[^\s$"'-]/,
  /\bsshpass\s{1,100}-p\s{0,100}["']?[^\s$"'-]/,
  // From the first such command of a line, or the last one, alone: from each one, the rest of the line would be read again.
  /(?:^(?=(.*?\blogin\s))\1|\blogin[\n\r\u2028\u2029])(?:.*?\s)?-p\s{0,100}["']?[^\s$"'-]/m,
  /(?:^(?=(.*?\bcurl\s))\1|\bcurl[\n\r\u2028\u2029])(?:.*?\s)?(?:-u[ =]?|--user[ =])["']?[^\s:$"']{1,1000}:[^\s$"']/m,
  /\becho\s{1,100}["']?[^\s:$"']{1,1000}:[^\s$"']{1,1000}["']?\s{0,100}\|\s{0,100}(?:sudo\s{1,100})?chpasswd\b/,
  /\bConvertTo-SecureString\s{1,100}(?:-String\s{1,100})?["'][^"'$]/i,
];

/** Blocks and maps in which a value is secret whatever it is called, as in an app of containers or in a chart. */
const SECRET_PLACES = [/(?:^|\.)(?:secret|set_sensitive)\.value(?:\.|$)/, /(?:^|\.)secure_environment_variables\./];

/** Resources of other providers that keep a secret, with the argument that it is in. */
const SECRET_RESOURCES: readonly (readonly [type: RegExp, argument: string])[] = [
  [/^vault_(?:generic_secret|kv_secret(?:_v2)?)$/, "data_json"],
  [/^github_\w+_secret$/, "value"],
];

/** Whether the place in a block says that a value is a secret, of types that nothing more is known about. */
export function isSecretPlace(path: readonly string[], blockType: string): boolean {
  const place = path.join(".");
  return (
    SECRET_PLACES.some((one) => one.test(place)) ||
    SECRET_RESOURCES.some(([type, argument]) => type.test(blockType) && place === argument)
  );
}

/** Whether a text is or contains a secret by its form. */
export function looksSecret(text: string): boolean {
  return SECRET_FORMS.some((form) => form.test(text));
}

/** Whether the source of a module has a credential in its address. */
export function hasTokenInSource(source: string): boolean {
  return looksSecret(source) || withoutCredentials(source) !== source;
}

/** A reference to where a secret is kept. Azure, "Use Key Vault references for App Service and Azure Functions", undated. */
const POINTER = /^@Microsoft\.KeyVault\(|^arn:[\w-]+:(?:secretsmanager|ssm):/;

/** Whether a value in the place of a secret only says where it is kept. */
export function isPointer(text: string): boolean {
  return POINTER.test(text);
}

/**
 * What a document has for somebody to fill in: a variable of a shell, of a gateway or of a pipeline, a place of a template
 * engine, a format, what SOPS has encrypted, and what is blacked out.
 */
const PLACEHOLDER =
  /^(?:\$[A-Z_][A-Z\d_]{0,1000}$|\$(?:input|context|util|stageVariables)\b|\$[({[]|\{\{|\{[\w.]{1,1000}\}$|\(\(|<[^>]{0,1000}>$|%\w$|%[({]|ENC\[|[*x.]{1,1000}$)/;

/** Whether a value in a document stands for one that is not written there. */
export function isPlaceholder(text: string): boolean {
  return text === "" || text.includes("${") || isPointer(text) || PLACEHOLDER.test(text);
}
