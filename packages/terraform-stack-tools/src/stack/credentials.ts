/** What stands in the place of a credential. */
const MASK = "***";

/** The user and the password of an address: everything after `://` up to the last @ before the path. */
const USER_INFO = /(:(?:\\?\/){2})([^\s/?#"<>`\\]+)@/g;

/** The same in an address that is written within another one, where its letters are escaped. */
const ESCAPED_USER_INFO = /(%3a(?:%2f){2})((?:(?!%2f)[^\s/?#&"<>`])+)%40/gi;

/** A password in which a slash is not escaped: what follows the colon is no port, and an @ comes later. */
const PASSWORD_WITH_SLASH = /(:\/\/)[^\s/?#@"<>`:[]{0,200}:(?!\d{0,5}(?:[^\w]|$))[^\s@"<>`]{1,500}@/g;

const PARAMETER = /(?:[?&#]|&amp;|\\u0026|%3f|%26|%23)([\w.%-]{1,100}?)(=|%3d)/gi;
/** The value of a parameter, and of one that is escaped. */
const VALUES = [/[^\s&#"'<>`\\]+/y, /(?:(?!%26)[^\s&#"'<>`\\])+/iy];

/** How the names of parameters end that carry a credential, such as `access_token`, `X-Amz-Signature` and `sshkey` of git. */
const SECRET_PARAMETER =
  /(?:key|passw(?:or)?d|passphrase|pwd|pass|secret|sig|signature|token|credentials?|auth|authorization|jwt|sas|^code)$/i;

/** A user of SSH, as a system has it, and no token. */
const LOGIN_NAME = /^[a-z_][a-z0-9_-]{0,19}$/;

/** Whether the user of an address that is read by SSH may be shown. */
export function isLoginName(user: string): boolean {
  return LOGIN_NAME.test(user);
}

/**
 * A text in which no address has a password, a token in the place of its user, or one in its parameters. All that is
 * printed or written of an input goes through here: messages, pages, reports, and the values of plans.
 */
export function withoutCredentials(text: string): string {
  if (!/:\\?\/|%3a%2f|[?&#]|%3f/i.test(text)) {
    return text;
  }
  const withoutUsers = text
    .replace(USER_INFO, (found, start, user, offset) => {
      const isSsh = /\bssh$/i.test(text.slice(Math.max(0, offset - 8), offset));
      return isSsh && isLoginName(user) ? found : `${start}${MASK}@`;
    })
    .replace(ESCAPED_USER_INFO, `$1${MASK}%40`)
    .replace(PASSWORD_WITH_SLASH, `$1${MASK}@`);
  return withoutParameters(withoutUsers);
}

/** A value may have parameters in it, as that of a redirection has, so that only what is secret is taken as a whole. */
function withoutParameters(text: string): string {
  const parts: string[] = [];
  let kept = 0;
  for (const { index, 0: found, 1: name, 2: equals } of text.matchAll(PARAMETER)) {
    const value = VALUES[equals === "=" ? 0 : 1];
    value.lastIndex = index + found.length;
    if (index >= kept && SECRET_PARAMETER.test(decoded(name)) && value.test(text)) {
      parts.push(text.slice(kept, index + found.length), MASK);
      kept = value.lastIndex;
    }
  }
  return parts.join("") + text.slice(kept);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
