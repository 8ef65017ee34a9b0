/** What stands in the place of a credential. */
const MASK = "***";

/** The start of an address: `://`, or `:/` where it was taken for a path. A drive, and a label before a path, is none. */
const START = String.raw`:(?:\\?/){2,3}|(?<=\b(?:https?|ssh|ftp)):\\?/|(?<=\w\w):\\?/(?=[^\s/@:]{0,200}:)`;

/** The user and the password of an address: everything after its start up to the last @ before the path. */
const USER_INFO = new RegExp(String.raw`(${START})([^\s/?#"<>${"`"}\\]+)@`, "g");

/** The same where their letters are escaped, in an address that is written within another one, or in its own. */
const ESCAPED_USER_INFO = /(%3a(?:%2f){2}|:\/{1,3}(?=[^\s/?#&"<>`@%]{0,200}(?:%3a|:)))((?:(?!%2f)[^\s/?#&"<>`])+)%40/gi;

/** What an @ follows, as far as an address reaches. That of a digest is no end of a password. */
const UP_TO_AT = /(?<![^\s@"<>`])(?:[^\s@"<>`]+@(?!sha\d{3}:))+/g;

/** A password in which a slash is not escaped. After a name with a dot, digits are a port, and so they are before a scope. */
const PASSWORD_WITH_SLASH = new RegExp(
  String.raw`(${START})[^\s/?#@:[]{0,200}:(?!(?<=\.[^\s/.:]{0,200}:|/localhost:)\d{0,5}\W|(?:\d{1,5}|port)/@).+@$`,
);

/** The user and the password of an address as `scp` has it. */
const SCP_PASSWORD =
  /(?<![\w.%+-])[\w.%+-]+:(?!git@)(?<!\bmailto:)[^\s/@:"<>`]+@(?!sha\d{3}:)(?=[\w.-]{1,253}:[^\s:])/g;

const PARAMETER = /(?:[?&#;]|&amp;|\\u0026|%3f|%26|%23)([\w.%[\]-]{1,100}?)(=|%3d)/gi;
/** The value of a parameter, and of one that is escaped. */
const VALUES = [/[^\s&#"'<>`\\]+/y, /(?:(?!%26)[^\s&#"'<>`\\])+/iy];

/** How the names of parameters end that carry a credential, such as `access_token`, `X-Amz-Signature` and `sshkey` of git. */
const SECRET_PARAMETER =
  /(?:key|passw(?:or)?d|passphrase|pwd|pass|secret|sig|signature|token|credentials?|auth|authorization|jwt|sas|^code)\]*$/i;

/** The names that end so and carry none. */
const HARMLESS_PARAMETER =
  /^(?:(?:cache|foreign|partition|primary|public|range|row|sort)[._-]?key|monkey|bypass|compass)$/i;

/** A user of SSH, as a system has it, and no token. */
const LOGIN_NAME = /^[a-z_][a-z0-9_-]{0,19}$/;

/**
 * A text in which no address has a password, a token in the place of its user, or one in its parameters. All that is
 * printed or written of an input goes through here: messages, pages, reports, and the values of plans.
 */
export function withoutCredentials(text: string): string {
  if (!/[:?&#;]|%3[af]/i.test(text)) {
    return text;
  }
  // Most texts name no user, and those of millions of letters are read once less.
  return withoutParameters(/@|%40/.test(text) ? withoutUsers(text) : text);
}

/** No address is as long, and in a large process V8 cannot follow the expressions above through some more letters. */
const LONGEST_ADDRESS = 1_000_000;

function withoutUsers(text: string): string {
  if (text.length > LONGEST_ADDRESS) {
    return text
      .split(/(?<=\s)/)
      .map(withoutUsersOfWord)
      .join("");
  }
  return text
    .replace(USER_INFO, (found, start, user, offset) => {
      const isSsh = /\bssh$/i.test(text.slice(Math.max(0, offset - 8), offset));
      return isSsh && LOGIN_NAME.test(user) ? found : `${start}${MASK}@`;
    })
    .replace(ESCAPED_USER_INFO, `$1${MASK}%40`)
    .replace(UP_TO_AT, (found) => found.replace(PASSWORD_WITH_SLASH, `$1${MASK}@`))
    .replace(SCP_PASSWORD, `${MASK}@`);
}

function withoutUsersOfWord(word: string): string {
  if (!/@|%40/.test(word)) {
    return word;
  }
  return word.length > LONGEST_ADDRESS ? MASK : withoutUsers(word);
}

/** A value may have parameters in it, as that of a redirection has, so that only what is secret is taken as a whole. */
function withoutParameters(text: string): string {
  const parts: string[] = [];
  let kept = 0;
  for (const { index, 0: found, 1: name, 2: equals } of text.matchAll(PARAMETER)) {
    const value = VALUES[equals === "=" ? 0 : 1];
    value.lastIndex = index + found.length;
    if (index >= kept && isSecret(decoded(name)) && value.test(text)) {
      parts.push(text.slice(kept, index + found.length), MASK);
      kept = value.lastIndex;
    }
  }
  return parts.join("") + text.slice(kept);
}

function isSecret(parameter: string): boolean {
  return SECRET_PARAMETER.test(parameter) && !HARMLESS_PARAMETER.test(parameter);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
