// Parts of the patterns of rules, in the syntax that JavaScript and Terraform (RE2) share.

export const DNS_SUBDOMAIN = "[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

export const LABEL_NAME = "[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?";

export const GUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

export function resourceId(type: string, name: string): string {
  return `/subscriptions/${GUID}/resource[gG]roups/[^/]+/providers/Microsoft[.]${type}/${name}`;
}

export const REGISTRY_ID = resourceId("ContainerRegistry/registries", "[a-zA-Z0-9]{5,50}");

const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

/** A domain name with a dot, or an IPv4 address. */
export const HOST = `${LABEL}([.]${LABEL})+`;

const PORT = ":[0-9]{1,5}";

export const TAG = ":[a-zA-Z0-9_][-._a-zA-Z0-9]{0,127}";

export const DIGEST = "@sha256:[0-9a-f]{64}|@sha512:[0-9a-f]{128}";

/**
 * What container runtimes take for a host, and not for the first part of a repository on Docker Hub: it has a dot or a
 * port, or is `localhost` (Docker, "docker image tag"). An IPv6 address is in brackets. The last class matches the
 * closing one and its neighbours: JavaScript and Terraform agree on no other way to write it without a backslash.
 */
export const REGISTRY_HOST = `(${HOST}(${PORT})?|localhost(${PORT})?|${LABEL}${PORT}|[[][0-9a-f:.]+[[-^](${PORT})?)`;

/** They serve the layers of images and accept no login: Azure, "Dedicated data endpoints for Azure Container Registry". */
export const DATA_ENDPOINT = "[.]data[.]azurecr[.](io|us|cn)";

/** Azure Container Registry answers on no other port, and names none: a kubelet would not find the credentials. */
export const NOT_OF_AZURE = `${DATA_ENDPOINT}|[.]azurecr[.](io|us|cn):[0-9]+(/|$)`;

export const BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

/**
 * A domain name with a dot, or an IPv4 address in its plain form. What ends in another number is an address as well:
 * `0x7f.1` is 127.0.0.1 (URL Standard, "Host parsing").
 */
export const PUBLIC_HOST = `((${LABEL}[.])+[a-z]([-a-z0-9]*[a-z0-9])?|(${BYTE}[.]){3}${BYTE})`;

/** Addresses that are not of the internet: IANA, "IPv4 Special-Purpose Address Registry". */
const PRIVATE_RANGE =
  "(0|10|127|100[.](6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])|169[.]254|172[.](1[6-9]|2[0-9]|3[01])|192[.]168|198[.]1[89]|22[4-9]|2[3-5][0-9])";

/** Hosts of https URLs that only a cluster, a network or a machine knows. */
export const NOT_PUBLIC = `^https://([^/]*[.](svc|local|localhost|internal|lan|home|corp|test|invalid)|${PRIVATE_RANGE}[.][0-9.]+|kubernetes[.]default[^/]*)(:|/|$)`;

/** Segments of a URL that lead to another one. */
export const DOT_SEGMENT = "/[.][.]?(/|$)";

/** One segment of a repository name: Open Container Initiative, "Distribution Specification". */
export const PATH = "[a-z0-9]+(([.]|_|__|-+)[a-z0-9]+)*";
