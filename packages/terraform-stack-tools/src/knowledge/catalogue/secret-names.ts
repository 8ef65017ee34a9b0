import { remembered } from "../../stack/remembered";

/** The last words of names whose values are secret, such as `client_secret`, `primary_key` and `password_hash`. */
const SECRET_WORDS =
  /(?:pass(?:word|wd|phrase)(?:_hash|_wo)?|(?:^|_)(?:pwd|secret|(?:auth|identity|refresh|registry)?token|sas|connection_?string|secret_(?:string|value|binary)|(?:access|account|api|client|master|primary|private|secondary|secret|shared)_?key(?:_pem|_base64|_wo)?))$/;

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
 * Values that are secrets whatever they are called: a private key, tokens by which GitHub, GitLab and Slack find leaks,
 * the signature of Azure's shared access, and a password in an address, a header, a document of Docker or a command line.
 */
const SECRET_FORMS = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:gh[oprsu]_|github_pat_)\w{20,}/,
  /\bglpat-[-\w]{20,}/,
  /\bxox[abeoprs]-[-\w]{10,}/,
  /[?&]sig=[^&\s$]/,
  /:\/\/[^/\s:@?#]*:[^/\s@$?#]+@/,
  /\bAuthorization:\s*(?:Basic|Bearer)\s+[^\s$"'{]{8}/i,
  /"auth"\s*:\s*"[^"$]{8}/,
  /\s--password[ =]["']?[^\s$"'-]/,
  /\blogin\s(?:.*\s)?-p\s*["']?[^\s$"'-]/,
  /\bcurl\s(?:.*\s)?(?:-u|--user)[ =]["']?[^\s:$"']+:[^\s$"']/,
];

/** Whether a text is or contains a secret by its form. */
export function looksSecret(text: string): boolean {
  return SECRET_FORMS.some((form) => form.test(text));
}

/** A user of an address that is no user of SSH, and a parameter that carries a credential, such as `sshkey` of git. */
const SOURCE_FORMS = [/(?:^|::)https?:\/\/[^/\s@?#]+@/i, /[?&]\w*(?:key|password|secret|sig|token)=[^&]/i];

/** Whether the source of a module has a credential in its address. */
export function hasTokenInSource(source: string): boolean {
  return looksSecret(source) || SOURCE_FORMS.some((form) => form.test(source));
}

/** A reference to where a secret is kept. Azure, "Use Key Vault references for App Service and Azure Functions", read on 2026-11-28. */
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
  /^(?:\$[A-Z_][A-Z\d_]*$|\$(?:input|context|util|stageVariables)\b|\$[({[]|\{\{|\{[\w.]+\}$|\(\(|<[^>]*>$|%\w$|%[({]|ENC\[|[*x.]+$)/;

/** Whether a value in a document stands for one that is not written there. */
export function isPlaceholder(text: string): boolean {
  return text === "" || text.includes("${") || isPointer(text) || PLACEHOLDER.test(text);
}
