/** The last words of names whose values are secret, such as `client_secret`, `primary_key` and `password_hash`. */
const SECRET_WORDS =
  /(?:pass(?:word|wd|phrase)(?:_hash|_wo)?|(?:^|_)(?:pwd|secret|token|sas|connection_?string|secret_(?:string|value|binary)|(?:access|account|api|client|master|primary|private|secondary|secret|shared)_?key(?:_pem|_base64|_wo)?))$/;

/** A header in this spelling. In lower case, it is an argument that says how others are authorized. */
const HEADERS = ["Authorization", "Proxy-Authorization"];

/** Whether the name of an argument, a variable or a setting says that its value is a secret. */
export function saysSecret(name: string): boolean {
  return HEADERS.includes(name) || SECRET_WORDS.test(snakeCase(name));
}

/** `dbPassword` and `x-api-key` as `db_password` and `x_api_key`. */
function snakeCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/-/g, "_")
    .toLowerCase();
}
