import type { ResourceKind } from "../call";
import { generic } from "../other/generic";
import { withoutContent } from "./credential-sets";
import { REGISTRIES } from "./names";

export const cacheRules: ResourceKind = { ...generic, type: `${REGISTRIES}/cacheRules`, delete: withoutContent };
