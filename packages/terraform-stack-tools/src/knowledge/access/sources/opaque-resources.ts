import type { PlannedStack } from "../../../planned/planned-stack";
import { isTemplate } from "../../../stack/expression/template";
import { textOf } from "../../../stack/json";
import { isAboutImages, isOfType, opacityOf, titleOf } from "../../catalogue/questions";
import type { Access } from "../access";
import { granted } from "../grantee";
import { identityOf } from "../identity";
import { ANY_REGISTRY } from "../registries";
import { definitionsOf } from "./delegations";

/** What may give access to anybody, and no reading tells: templates, modules, objects of an unknown kind. */
export function opaqueAccess(planned: PlannedStack): Access[] {
  // A stack that has nothing to do with images has modules of all kinds.
  const hasImages = isAboutImages(planned.stack);
  return planned.instances.flatMap((instance): Access[] => {
    const { address, block, values } = instance;
    if (block.kind === "module" && !hasImages) {
      return [];
    }
    const isDefined = isOfType(block, "azurerm_lighthouse_assignment") && definitionsOf(instance, planned).length > 0;
    const opacity = isDefined ? undefined : opacityOf(block, values);
    if (opacity === undefined) {
      return [];
    }
    const title = titleOf(block.blockType);
    const name =
      [values.name, block.body.name].map(textOf).find((text) => text !== "" && !isTemplate(text)) ?? block.name;
    return [
      {
        ...granted([{ kind: "somebody", words: `whoever ${title} ${planned.naming.of(name)} gives access to` }]),
        ...ANY_REGISTRY,
        repository: opacity,
        rights: [],
        origin: { kind: "opaque resource", title },
        address,
        identity: identityOf(instance, Object.keys(block.body).filter(isArgument), planned),
      },
    ];
  });
}

/** What Terraform alone reads gives nobody access. The number of instances may. */
function isArgument(name: string): boolean {
  return !["depends_on", "lifecycle", "timeouts"].includes(name);
}
