import { relative, resolve, sep } from "node:path";
import { isWithin, withoutLinks } from "../../shared/files";
import { git, gitWithoutPrograms, publicUrl } from "../../shared/process";
import { Refusal } from "../../shared/refusal";
import { withoutCredentials } from "../../stack/credentials";
import { quoted } from "../../stack/json";

/** Where a bundle comes from and who answers for it, as far as it is known. */
export interface Provenance {
  /** The URL of the source repository, without credentials. */
  readonly repository?: string;
  /** The hash of the source's commit. */
  readonly commit?: string;
  /** Whether the checkout had changes that the commit does not have. */
  readonly hasUncommittedChanges?: true;
  /** The team that maintains the source. */
  readonly owner?: string;
  /** Where to reach them: a mail address, a URL or a channel. */
  readonly contact?: string;
  /** The version of this package. */
  readonly version: string;
}

/** What the one who hands over states. It wins over what git knows. */
export type StatedProvenance = Pick<Provenance, "repository" | "commit" | "owner" | "contact">;

/**
 * The provenance of what is in a folder. What nobody states is read from the folder's git repository, where there is
 * one. Never contains the time, a path, or anything else of the machine.
 * @param generated folders below which changes do not count, since programs write them
 * @throws Refusal where the stated commit is no hash, or the repository no URL
 */
export function provenanceOf(
  folder: string,
  stated: StatedProvenance,
  generated: readonly string[],
  version: string,
): Provenance {
  const { commit, owner, contact } = stated;
  checkCommit(commit);
  const repository = stated.repository ? statedUrl(stated.repository) : originOf(folder);
  return {
    ...(repository === undefined ? {} : { repository }),
    ...(commit ? { commit } : checkoutOf(folder, generated)),
    ...(owner ? { owner: withoutCredentials(owner) } : {}),
    ...(contact ? { contact: withoutCredentials(contact) } : {}),
    version,
  };
}

function checkCommit(commit = ""): void {
  if (commit !== "" && !/^[0-9a-f]{7,64}$/.test(commit)) {
    throw new Refusal(
      `the commit must be a hash of at least 7 hexadecimal digits, got ${quoted(commit)}; give what ` +
        "`git rev-parse HEAD` prints.",
    );
  }
}

function statedUrl(repository: string): string {
  const url = publicUrl(repository);
  if (url === undefined) {
    throw new Refusal(
      "the repository must be a URL that other people can use, of https, ssh or git, such as " +
        "https://github.com/contoso/platform; " +
        "it is not shown here, since it may contain a password.",
    );
  }
  return url;
}

function originOf(folder: string): string | undefined {
  // Unlike `git remote get-url` this ignores `insteadOf`, by which pipelines add tokens.
  return publicUrl(git(folder, "config", "--get", "remote.origin.url").stdout.trim());
}

function checkoutOf(
  folder: string,
  generated: readonly string[],
): Pick<Provenance, "commit" | "hasUncommittedChanges"> | undefined {
  const head = git(folder, "rev-parse", "--verify", "--quiet", "HEAD");
  const top = git(folder, "rev-parse", "--show-toplevel");
  if (!head.isSuccess || !top.isSuccess) {
    return undefined;
  }
  const changes = hasChanges(withoutLinks(top.stdout.trim()), generated);
  return { commit: head.stdout.trim(), ...(changes ? { hasUncommittedChanges: true } : {}) };
}

/** Runs no program that the repository's configuration names for `status`, and does not write its index. */
function hasChanges(root: string, generated: readonly string[]): boolean {
  const ignored = generated
    .map((path) => withoutLinks(resolve(path)))
    .filter((path) => isWithin(path, root))
    .map((path) => `:(exclude,top,literal)${relative(root, path).split(sep).join("/")}`);
  // What submodules have changed would be asked with their own configuration.
  const options = ["--porcelain", "--ignore-submodules=dirty"];
  return gitWithoutPrograms(root, "--no-optional-locks", "status", ...options, "--", ":/", ...ignored).stdout !== "";
}
