/** The last words of names whose values are secret, such as `client_secret`, `primary_key` and `password_hash`. */
const SECRET_WORDS =
  /(?:pass(?:word|wd|phrase)(?:_hash|_wo)?|(?:^|_)(?:pwd|secret|token|sas|connection_?string|secret_(?:string|value|binary)|(?:access|account|api|client|master|primary|private|secondary|secret|shared)_?key(?:_pem|_base64|_wo)?))$/;

/** A header in this spelling. In lower case, it is an argument that says how others are authorized. */
const HEADERS = ["Authorization", "Proxy-Authorization"];

/** Whether the name of an argument, a variable or a setting says that its value is a secret. */
export function saysSecret(name: string): boolean {
  return HEADERS.includes(name) || SECRET_WORDS.test(snakeCase(name));
}

/** `dbPassword` and `x-api-key` as `db_password` and `x_api_key`. Characters that nobody sees hide no name. */
function snakeCase(name: string): string {
  return name
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/-/g, "_")
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
