import { DIGEST, PATH, TAG } from "../../private/text-rules/text-patterns";
import { type ImagesOf, judgedImages, literal, TEMPLATES, type Variable } from "./policy-expressions";

/** Which images may run, in the words of the properties. */
export interface Approval {
  /** Registries and beginnings of repositories. */
  readonly allowedImages: string[];
  readonly exemptImages?: string[];
  readonly digestRequired?: boolean;
  readonly allowedTagPattern?: string;
}

/**
 * What a policy knows about the images that a pod or a workload brings in, in full as the kubelet and containerd read
 * them (distribution/reference, "normalize.go"): with a host, which they tell by a dot, a colon, an upper-case letter or
 * the word localhost, and with `library/` on Docker Hub. The id of an image, which a node may have, has no registry.
 */
export function approvalVariables(approval: Approval, imagesOf: ImagesOf, of: "pods" | "workloads"): Variable[] {
  const { allowedImages, exemptImages = [] } = approval;
  const [pod, former] = of === "pods" ? ["object", "oldObject"] : ["variables.template", "variables.formerTemplate"];
  const isExempt = `image.matches("${REFERENCE}") && (image in variables.exemptImages || ${isBelow("exemptImages")})`;
  return [
    ...(of === "pods" ? [] : TEMPLATES),
    { name: "former", expression: `oldObject == null ? [] : ${imagesOf(former)}` },
    { name: "images", expression: judgedImages(pod, imagesOf, {}) },
    // Reports read it as JSON from a plan. What a token hides is a host, which needs no escape.
    { name: "allowedImages", expression: JSON.stringify(allowedImages) },
    {
      name: "references",
      expression:
        `variables.images.filter(image, image != "").map(image, image.matches("${HAS_HOST}") ? image : "docker.io/" + image)` +
        '.map(image, image.startsWith("index.docker.io/") ? image.substring(6) : image)' +
        '.map(image, image.matches("^docker[.]io/[^/]+$") ? "docker.io/library/" + image.substring(10) : image)',
    },
    ...(exemptImages.length === 0
      ? [{ name: "judged", expression: "variables.references" }]
      : [
          { name: "exemptImages", expression: JSON.stringify(exemptImages) },
          { name: "judged", expression: `variables.references.filter(image, !(${isExempt}))` },
        ]),
    {
      name: "unapproved",
      expression: `variables.judged.filter(image, !(image.matches("${REFERENCE}") && ${isBelow("allowedImages")}))`,
    },
    { name: "approved", expression: "variables.judged.filter(image, !(image in variables.unapproved))" },
  ];
}

const HAS_HOST = "^(sha(256|512):|localhost/|[^/]*[.:A-Z][^/]*/)";

/** What cannot be pulled, such as a path with dots for a segment, is no reference. The host is compared by itself. */
const REFERENCE = `^[^/]+(/${PATH})+(${TAG})?(${DIGEST})?$`;

/** Whether an image has an entry of a list for its beginning, up to a slash or the end of its repository. */
function isBelow(list: string): string {
  const repository = 'image.find("^.*/[^/:@]+") + "/"';
  return `[${repository}].exists(name, variables.${list}.exists(entry, name.startsWith(entry + "/")))`;
}

type Row = readonly [refused: string, fault: string, repair: string];

/**
 * What is said of an image is one thing: of those that are not approved, nobody asks for a digest. A message that is too
 * long, or has a line break from an image, is left out by the API server, so each fault is told without images, too.
 */
export function approvalValidations({ allowedImages, digestRequired, allowedTagPattern }: Approval) {
  const isShort = allowedImages.join(", ").length < MOST_LETTERS;
  const list = isShort ? '"; approved: " + variables.allowedImages.join(", ")' : '"; too many are approved to list"';
  const all: Row[] = [["variables.unapproved", UNAPPROVED, list]];
  if (digestRequired) {
    all.push([
      `variables.approved.filter(image, !${HAS_DIGEST})`,
      UNPINNED,
      '"; name it with @sha256: and its digest"',
    ]);
  }
  if (allowedTagPattern !== undefined) {
    const matches = `image.matches(${literal(["/[^/:@]+:(", allowedTagPattern, ")$"].join(""))})`;
    const repair = `"; approved tags match " + ${literal(allowedTagPattern)}`;
    all.push([`variables.approved.filter(image, !(${HAS_DIGEST} || ${matches}))`, MISTAGGED, repair]);
  }
  return all.map(([refused, fault, repair]) => ({
    expression: `size(${refused}) == 0`,
    message: fault,
    messageExpression: `"${fault}: " + ${refused}.join(", ") + ${repair}`,
  }));
}

/** The API server takes messages of 5 KiB, and images are named before what is approved. */
const MOST_LETTERS = 4000;
const HAS_DIGEST = 'image.contains("@")';
const UNAPPROVED = "not in an approved registry or repository";
const UNPINNED = "not pinned to a digest";
const MISTAGGED = "neither a digest nor an approved tag";
