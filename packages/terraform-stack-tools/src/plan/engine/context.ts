import type { OfflineProvider } from "../../providers/offline/offline-provider";
import type { BlockSchema, SchemaKind, TypeSchema } from "../../providers/schema";
import type { JobVersion } from "../job";
import type { MadeUpText } from "../prepare/made-up-values";

/** What a proxy works with. */
export interface ProxyContext {
  readonly provider: OfflineProvider;
  /** The answer to the question for schemas. */
  readonly schemas: Buffer;
  readonly schemaOf: (kind: SchemaKind, type: string) => TypeSchema | undefined;
  readonly version: Pick<JobVersion, "mocks" | "read" | "moved">;
  /** Whether the provider's words about a resource it does not accept are those of the plan. */
  readonly refuses: boolean;
  /** Whether what may be replaced or updated in place is updated in place. */
  readonly isCalm: boolean;
  /** The schema of a resource in the version of the provider that wrote the state, if that is another one. */
  readonly earlierSchemaOf?: (type: string) => TypeSchema | undefined;
  /** Why the provider did not answer, by question. */
  readonly silences: Map<string, string>;
  readonly exampleId: (type: string) => Promise<string | undefined>;
  readonly onMadeUp: (texts: readonly MadeUpText[]) => void;
  /** That something may be replaced or updated in place. */
  readonly onDoubt: () => void;
}

/** The schema of a type; empty for one that the provider does not have. */
export function blockSchema({ schemaOf }: ProxyContext, kind: SchemaKind, type: string): BlockSchema {
  return schemaOf(kind, type)?.block ?? {};
}
