import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { debug, image, type OlderRow, type PodRow, type Verdict } from "./pods";

/** What the policies allow and exempt. One asks for digests, one for tags such as v12, one for neither. */
export const ALLOWED = [
  "contoso.azurecr.io/team-a",
  "contoso.azurecr.io/tools/debug",
  "registry.corp.example:5000",
  "docker.io/library",
  "docker.io/team",
  "localhost",
  ...Array.from({ length: 50 }, (_, index) => `registry-${index}.corp.example/division/department`),
];
export const EXEMPT = [
  "quay.io/agents",
  "mirror.example/busybox:1.37",
  "contoso.azurecr.io/team-a/legacy",
  "index.docker.io/agent:1",
];
export const TAGS = "v[0-9]+";

const DIGEST = `@sha256:${"0123456789abcdef".repeat(4)}`;
const LONG_DIGEST = `@sha512:${"0123456789abcdef".repeat(8)}`;
const ID = "0123456789abcdef".repeat(4);

/** An image, and what the policies for places, for digests and for tags say of it. */
type Row = readonly [image: string, places: Verdict, digests: Verdict, tags: Verdict];

const fine = (image: string): Row => [image, "admitted", "admitted", "admitted"];
const noPlace = (image: string): Row => [image, "unapproved", "unapproved", "unapproved"];
const tagged = (image: string): Row => [image, "admitted", "no digest", "admitted"];
const loose = (image: string): Row => [image, "admitted", "no digest", "no tag"];

const IMAGES: readonly Row[] = [
  // Digests, tags and both.
  loose("contoso.azurecr.io/team-a/app:1"),
  loose("contoso.azurecr.io/team-a/app"),
  loose("contoso.azurecr.io/team-a/app:latest"),
  tagged("contoso.azurecr.io/team-a/app:v12"),
  loose("contoso.azurecr.io/team-a/app:v12-evil"),
  loose("contoso.azurecr.io/team-a/app:xv12"),
  loose("contoso.azurecr.io/team-a/app:V12"),
  fine(`contoso.azurecr.io/team-a/app${DIGEST}`),
  fine(`contoso.azurecr.io/team-a/app:1${DIGEST}`),
  fine(`contoso.azurecr.io/team-a/app:v12${LONG_DIGEST}`),
  noPlace("contoso.azurecr.io/team-a/app@sha256:0123"),
  noPlace("contoso.azurecr.io/team-a/app@v12"),
  noPlace(`contoso.azurecr.io/team-a/app@md5:${ID.slice(32)}`),
  noPlace(`contoso.azurecr.io/team-a/app${DIGEST}${DIGEST}`),
  noPlace(`contoso.azurecr.io/team-a/app${DIGEST}:v12`),
  noPlace("contoso.azurecr.io/team-a/app:v12:v12"),
  // Prefixes end where a name ends.
  tagged("contoso.azurecr.io/team-a:v1"),
  tagged("contoso.azurecr.io/team-a/a/b/c:v1"),
  noPlace("contoso.azurecr.io/team-ab/app:v1"),
  noPlace("contoso.azurecr.io/team-a-b/app:v1"),
  noPlace("contoso.azurecr.io/team-a.b/app:v1"),
  noPlace("contoso.azurecr.io/team-b/app:v1"),
  noPlace("contoso.azurecr.io/team:v1"),
  noPlace("contoso.azurecr.io/x/team-a/app:v1"),
  tagged("contoso.azurecr.io/tools/debug:v1"),
  noPlace("contoso.azurecr.io/tools/debugger:v1"),
  noPlace("contoso.azurecr.io/tools:v1"),
  // Paths that no runtime takes for one.
  noPlace("contoso.azurecr.io/team-a/../team-b/app:v1"),
  noPlace("contoso.azurecr.io/team-a/./app:v1"),
  noPlace("contoso.azurecr.io/team-a//app:v1"),
  noPlace("contoso.azurecr.io//team-a/app:v1"),
  noPlace("contoso.azurecr.io/team-a/%2e%2e/team-b:v1"),
  noPlace("contoso.azurecr.io/team-a/app/:v1"),
  noPlace("contoso.azurecr.io/Team-A/app:v1"),
  noPlace("contoso.azurecr.io/team-a/App:v1"),
  noPlace("contoso.azurecr.io/team-a\\app:v1"),
  noPlace("contoso.azurecr.io/team-a/app v1"),
  noPlace("contoso.azurecr.io/team-a/app:v1\nx"),
  // Hosts that look alike.
  noPlace("contoso.azurecr.io.evil.com/team-a/app:v1"),
  noPlace("contoso.azurecr.iox/team-a/app:v1"),
  noPlace("evilcontoso.azurecr.io/team-a/app:v1"),
  noPlace("evil.contoso.azurecr.io/team-a/app:v1"),
  noPlace("contosoXazurecr.io/team-a/app:v1"),
  noPlace("contoso.azurecr.io./team-a/app:v1"),
  noPlace("evil.com/contoso.azurecr.io/team-a/app:v1"),
  noPlace("CONTOSO.azurecr.io/team-a/app:v1"),
  noPlace("contoso.azurecr.io:443/team-a/app:v1"),
  noPlace("contoso.azurecr.io@evil.com/team-a/app:v1"),
  noPlace("https://contoso.azurecr.io/team-a/app:v1"),
  noPlace("сontoso.azurecr.io/team-a/app:v1"),
  // Of tokens.
  tagged("fabrikam.azurecr.io/anything:v1"),
  noPlace("fabrikam.azurecr.io.evil.com/anything:v1"),
  tagged("tailspin.azurecr.io/team-c/app:v1"),
  noPlace("tailspin.azurecr.io/team-d/app:v1"),
  // Ports.
  tagged("registry.corp.example:5000/app:v1"),
  noPlace("registry.corp.example/app:v1"),
  noPlace("registry.corp.example:50001/app:v1"),
  noPlace("registry.corp.example:5000:v1"),
  tagged("localhost/app:v1"),
  noPlace("localhost:5000/app:v1"),
  // Docker Hub: no host, its other name, `library/`.
  loose("nginx"),
  loose("contoso.azurecr.io"),
  tagged("nginx:v1"),
  fine(`nginx${DIGEST}`),
  tagged("library/nginx:v1"),
  tagged("docker.io/nginx:v1"),
  tagged("docker.io/library/nginx:v1"),
  tagged("index.docker.io/nginx:v1"),
  tagged("team/app:v1"),
  tagged("index.docker.io/team/app:v1"),
  noPlace("another/app:v1"),
  noPlace("docker.io/another/app:v1"),
  noPlace("registry-1.docker.io/library/nginx:v1"),
  noPlace("Team/app:v1"),
  noPlace("localhostx/app:v1"),
  noPlace("docker.io.evil.com/library/nginx:v1"),
  noPlace("library/../another/app:v1"),
  // Ids of images that a node has.
  noPlace(`sha256:${ID}`),
  noPlace(`sha512:${ID}${ID}`),
  // Exempt, whatever else is asked.
  fine("quay.io/agents/log:1"),
  fine("quay.io/agents"),
  noPlace("quay.io/agents-2/log:1"),
  noPlace("quay.io/agents/../log:1"),
  fine("mirror.example/busybox:1.37"),
  noPlace("mirror.example/busybox:1.37.0"),
  noPlace("mirror.example/busybox"),
  noPlace(`mirror.example/busybox:1.37${DIGEST}`),
  fine("contoso.azurecr.io/team-a/legacy/app:1"),
  fine("agent:1"),
  fine("docker.io/agent:1"),
  loose("agent:2"),
];

const NONE = "evil.example/app:v1";
const SOME = "contoso.azurecr.io/team-a/app:v1";
const app = image(SOME);
const containers = (list: string, name: string, extra: JsonObject = {}) => ({
  ...app,
  [list]: [{ name: "x", image: name, ...extra }],
});
const mounts = (reference: string) => ({ ...app, volumes: [{ name: "data", image: { reference } }] });
const long = (index: number) => `contoso.azurecr.io/team-a/${"a/".repeat(100)}${index}:v1`;

const podRow = (title: string, spec: JsonObject, ...[name, places, digests, tags]: Row): PodRow => ({
  pod: `${title} ${name}`,
  spec,
  says: { places, digests, tags },
});

export const IMAGE_PODS: readonly PodRow[] = [
  ...IMAGES.map((row) => podRow("of", image(row[0]), ...row)),
  podRow("with a second container of", image(SOME, NONE), ...noPlace(NONE)),
  podRow("with an init container of", containers("initContainers", NONE), ...noPlace(NONE)),
  podRow("with an init container of", containers("initContainers", "nginx:v2"), ...tagged("nginx:v2")),
  podRow("with a sidecar of", containers("initContainers", NONE, { restartPolicy: "Always" }), ...noPlace(NONE)),
  podRow("with an image volume of", mounts(NONE), ...noPlace(NONE)),
  podRow("with an image volume of", mounts("contoso.azurecr.io/team-a/data:v1"), ...tagged("contoso.azurecr.io/team-a/data:v1")),
  podRow(
    "with a config map beside",
    { ...app, volumes: [{ name: "data", configMap: { name: NONE, optional: true } }] },
    ...tagged(SOME),
  ),
  podRow("that never pulls", { containers: [{ name: "x", image: NONE, imagePullPolicy: "Never" }] }, ...noPlace(NONE)),
  podRow(
    "with one that lacks a digest and one that nobody allows, of which one thing is said,",
    image("nginx", NONE),
    ...noPlace(NONE),
  ),
  podRow("with 200 containers of", image(...Array.from({ length: 200 }, (_, index) => long(index))), ...tagged(long(0))),
  podRow(
    "with 200 containers and at the end",
    image(...Array.from({ length: 199 }, (_, index) => long(index)), NONE),
    ...noPlace(NONE),
  ),
];

const OTHER_TAG = "evil.example/app:v2";
const changed = (name: string): JsonObject => ({ spec: { containers: [{ name: "app-0", image: name }] } });
const settings = { tolerations: [{ key: "a", operator: "Exists" }] };

export const IMAGE_UPDATES: readonly OlderRow[] = [
  ["places", "gets a label", image(NONE), { metadata: { labels: { team: "web" } } }, "admitted"],
  ["places", "gets a toleration", image(NONE), { spec: settings }, "admitted"],
  ["places", "is debugged with an unapproved image that it has", image(NONE), debug(NONE), "admitted"],
  ["places", "is debugged with an approved one", image(NONE), debug(SOME), "admitted"],
  ["places", "is debugged with an unapproved one", image(NONE), debug("evil.example/debug:v1"), "unapproved"],
  ["places", "is debugged with an exempt one", image(NONE), debug("mirror.example/busybox:1.37"), "admitted"],
  ["places", "gets another tag of what is not approved", image(NONE), changed(OTHER_TAG), "unapproved"],
  ["places", "gets an approved image", image(NONE), changed(SOME), "admitted"],
  ["places", "that is approved gets one that is not", image(SOME), changed(NONE), "unapproved"],
  ["places", "that is approved gets another tag", image(SOME), changed("contoso.azurecr.io/team-a/app:v2"), "admitted"],
];

export const IMAGE_ROLLOUTS: readonly OlderRow[] = [
  ["places", "is written again", image(NONE), image(NONE), "admitted"],
  ["places", "restarts with other settings", image(NONE), { ...image(NONE), ...settings }, "admitted"],
  [
    "places",
    "of no approved place gets another account",
    image(NONE),
    { ...image(NONE), serviceAccountName: "other" },
    "admitted",
  ],
  ["places", "gets another tag of what is not approved", image(NONE), image(OTHER_TAG), "unapproved"],
  ["places", "becomes approved", image(NONE), image(SOME), "admitted"],
  ["places", "that is approved gets one that is not", image(SOME), image(SOME, NONE), "unapproved"],
];
