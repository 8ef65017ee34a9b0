/**
 * The URL of a repository without what is secret in it: the password, the query, and the user, which may be a token,
 * except with SSH. `git@host:path` stays as it is. Undefined where it is a path on this machine, which nobody else can
 * use, or no URL at all.
 */
export function publicUrl(text: string): string | undefined {
  if (!text.includes("://")) {
    return isRemotePath(text) ? text : undefined;
  }
  if (!URL.canParse(text)) {
    return undefined;
  }
  const url = new URL(text);
  url.password = "";
  url.search = "";
  url.hash = "";
  if (url.protocol !== "ssh:") {
    url.username = "";
  }
  return url.protocol === "file:" ? undefined : url.href;
}

/** Whether it is `host:path` or `user@host:path`, and not a drive of Windows or a password before the host. */
function isRemotePath(text: string): boolean {
  const [host, path = ""] = text.split(":");
  return host.length > 1 && !/[/\\\s]/.test(host) && path !== "" && !path.includes("@");
}
