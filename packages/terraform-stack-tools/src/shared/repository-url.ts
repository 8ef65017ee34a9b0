/** How a repository is read over a network. Any other scheme, such as `javascript:`, does something else. */
const PROTOCOLS = ["git:", "https:", "ssh:"];

/**
 * The URL of a repository without what is secret in it: the password, the query, and the user, which may be a token,
 * except with SSH. `git@host:path` stays as it is. Undefined for a path on this machine, which nobody else can use, for
 * other schemes than https, ssh and git, and for a host that a program would take for an option.
 */
export function publicUrl(text: string): string | undefined {
  if (!text.includes("://")) {
    return isRemotePath(text) ? text : undefined;
  }
  if (!URL.canParse(text)) {
    return undefined;
  }
  const url = new URL(text);
  if (!PROTOCOLS.includes(url.protocol) || !/^[\w[]/.test(url.hostname) || url.username.startsWith("-")) {
    return undefined;
  }
  url.password = "";
  url.search = "";
  url.hash = "";
  if (url.protocol !== "ssh:") {
    url.username = "";
  }
  return url.href;
}

/** Whether it is `user@host:path` or `host.domain:path`, and not a scheme, or a password before the host. */
function isRemotePath(text: string): boolean {
  return /^(?:\w[-.\w]*@[-.\w]+|\w[-\w]*(?:\.[-\w]+)+):[^:@\s\p{C}<>"'`\\]+$/u.test(text);
}
