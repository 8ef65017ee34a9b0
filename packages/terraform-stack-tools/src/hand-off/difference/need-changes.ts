import { accessIn } from "../../knowledge/access/access-in";
import { accessChanges } from "../../knowledge/access/changes";
import { accessRemark, accessSentence } from "../../knowledge/access/sentences";
import { isAboutImages, permissionOf, remainsOf } from "../../knowledge/catalogue/block-types";
import { notJudgedSince, notJudgedWords } from "../../knowledge/judgement/judgement";
import { permissionLines } from "../../knowledge/pages/permissions";
import { configuredStack } from "../../planned/planned-stack";
import { code, prose } from "../../shared/markdown";
import type { Stack } from "../../stack/stack";
import { pairsOf } from "./members";

/** Who may pull what that could not before, and the other way round, as far as the configuration tells. */
export function pullChanges(before: Stack, after: Stack): string[] {
  const [old, fresh] = [before, after].map(configuredStack);
  const { gained, lost, opaque } = accessChanges(accessIn([old]), accessIn([fresh]));
  const notJudged = isAboutImages(before) || isAboutImages(after) ? notJudgedSince(old, fresh) : [];
  return [
    ...gained.map((access) => `new: ${prose(`${accessSentence(access)} (${accessRemark(access)})`)}`),
    ...opaque.map((access) => `perhaps new: ${prose(`${accessSentence(access)} (${accessRemark(access)})`)}`),
    ...notJudged.map((one) => `not judged: ${prose(notJudgedWords(one))}`),
    ...lost.map((access) => `no longer: ${prose(`${accessSentence(access)} (${accessRemark(access)})`)}`),
  ];
}

/** What the identity that runs Terraform must be allowed to do, as far as it is known. */
export function permissionChanges(before: Stack, after: Stack): string[] {
  return pairsOf(permissionsOf(before), permissionsOf(after)).flatMap((pair) => {
    if (pair.before !== undefined && pair.after !== undefined) {
      return [];
    }
    return [`${pair.before === undefined ? "new" : "no longer needed"}: ${pair.before ?? pair.after}`];
  });
}

/** Each permission once, in Markdown, whatever needs it. */
function permissionsOf({ blocks, requiredProviders }: Stack): ReadonlyMap<string, string> {
  const types = [
    ...blocks.map(({ blockType }) => blockType),
    ...requiredProviders.map(({ name }) => `provider.${name}`),
  ];
  const permissions = new Map<string, string>();
  for (const type of new Set(types)) {
    const permission = permissionOf(type);
    if (permission === undefined) {
      permissions.set(`unknown ${type}`, `what ${code(type)} needs, which this package does not know`);
      continue;
    }
    for (const line of permissionLines(permission)) {
      permissions.set(line, line);
    }
  }
  return permissions;
}

/** Which secrets the state begins or ceases to hold. */
export function secretChanges(before: Stack, after: Stack): string[] {
  return pairsOf(secretsOf(before), secretsOf(after)).flatMap(({ name, ...pair }) => {
    if (pair.before === pair.after) {
      return [];
    }
    const verb = pair.after === undefined ? "no longer" : "new";
    return [`${code(name)}: ${verb}: ${pair.after ?? pair.before}`];
  });
}

function secretsOf({ blocks, outputs }: Stack): ReadonlyMap<string, string> {
  const secrets = new Map<string, string>();
  for (const block of blocks) {
    const remains = remainsOf(block);
    if ("secret" in remains) {
      secrets.set(block.address, remains.secret);
    } else if ("unknown" in remains) {
      secrets.set(block.address, "unknown, so treat the state as secret");
    }
  }
  for (const { name } of outputs.filter(({ isSecret }) => isSecret)) {
    secrets.set(`output.${name}`, "its value");
  }
  return secrets;
}
