import { Fn, Token } from "cdktf";
import type { IContainerRegistry } from "../../interfaces";
import { fail } from "../../private/fail";
import { expressionsOf } from "../../private/rendering/expression";
import { operand } from "../../private/rendering/operand";
import type { Rules } from "../../private/rules";
import { RULES } from "../../private/text-rules";
import type { Approval } from "./approval-expressions";

interface ApprovalOptions extends Partial<Approval> {
  readonly registries?: readonly IContainerRegistry[];
}

/** What the properties allow. Expressions contain it, so nothing but hosts, paths and a pattern gets into them. */
export function approvalOf(rules: Rules, options: ApprovalOptions): Approval {
  const { allowedImages: stated = [], registries = [], digestRequired, allowedTagPattern } = options;
  const allowedImages = [...stated, ...registries.map(({ loginServer }) => loginServer)];
  for (const image of allowedImages) {
    rules.text("allowedImages", image, RULES.approvedImages);
  }
  const exemptImages = (options.exemptImages ?? []).map((image) => {
    rules.text("exemptImages", image, RULES.image);
    return image
      .replace(/^index[.]docker[.]io[/]/, "docker.io/")
      .replace(/^docker[.]io[/](?=[^/$]+$)/, "docker.io/library/");
  });
  checkOverlap(rules, allowedImages);
  rules.distinct("exemptImages", "an image", exemptImages);
  if (allowedTagPattern !== undefined) {
    checkPattern(rules, allowedTagPattern, digestRequired === true);
  }
  return { allowedImages, exemptImages, digestRequired, allowedTagPattern };
}

function checkOverlap({ construct }: Rules, allowedImages: string[]): void {
  if (allowedImages.length === 0) {
    fail(construct, {
      property: "one of allowedImages and registries",
      must: "name a registry, or no pod could start",
      got: "nothing",
      repair: "list what the cluster may run, such as contoso.azurecr.io",
    });
  }
  const all = expressionsOf(construct, allowedImages);
  for (const [index, image] of all.entries()) {
    const whole = all.find((other, place) => place !== index && `${image}/`.startsWith(`${other}/`));
    if (whole !== undefined) {
      fail(construct, {
        property: "allowedImages",
        must: `list nothing twice, but all of '${whole}' is allowed`,
        got: image,
        repair: "remove one of them; registries are allowed as a whole",
      });
    }
  }
}

function checkPattern(rules: Rules, pattern: string, digestRequired: boolean): void {
  const isPattern = Token.isUnresolved(pattern) ? Fn.can(Fn.regexall(operand(pattern), "")) : isReadable(pattern);
  rules.text("allowedTagPattern", pattern, RULES.notEmpty);
  rules.that(!digestRequired && isPattern, {
    property: "allowedTagPattern",
    must: "be a regular expression that RE2 and JavaScript can read, and be left out with digestRequired",
    got: pattern,
    repair: "write v[0-9]+ for tags such as v12, or leave it out where all images have digests",
  });
}

function isReadable(pattern: string): boolean {
  try {
    // RE2 has no assertions about what surrounds a match, and no references back to groups.
    return new RegExp(pattern) !== undefined && !/\(\?<?[=!]|\\[1-9]/.test(pattern);
  } catch {
    return false;
  }
}
