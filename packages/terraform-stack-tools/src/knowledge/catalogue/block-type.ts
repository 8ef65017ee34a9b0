import type { Json, JsonObject } from "../../stack/json";
import type { IdForm } from "./made-up";

/**
 * Everything this package knows about one type of block. A missing member means that nothing is known; questions about
 * it then get a safe answer.
 */
export interface BlockType {
  /** Another name that the provider accepts for the same type. */
  readonly alias?: string;
  /** What a reader calls it, in the singular. */
  readonly title?: string;
  /** What is lost with it when it is deleted or replaced, in the plural. */
  readonly contents?: string;
  readonly permission?: Permission;
  readonly state?: StateContent;
  /** Top-level arguments whose values are secret whatever they are called. */
  readonly secretArguments?: readonly string[];
  /** What it means that one of its arguments is not set, for arguments that a reviewer would look for. */
  readonly unset?: Readonly<Record<string, string>>;
  /** Why some of its arguments are as they are, for comments beside them. */
  readonly reasons?: readonly Reason[];
  /** What a scanner reports of such a block for a reason that is known. */
  readonly findings?: readonly Finding[];
  /** How its provider logs in, as Markdown, from the body of its configuration. Only for `provider.…`. */
  readonly login?: (body: JsonObject) => string;
  /** The variables of the environment that name whom its provider logs in as with OpenID Connect. Only for `provider.…`. */
  readonly openIdConnect?: readonly string[];
  /** How the provider writes its `id`. Stated once, for the resource and the data source of one type. */
  readonly id?: IdForm;
  /**
   * What a mocked provider answers besides the `id`: texts that validations would otherwise refuse, and lists that
   * conditions read and mocks leave empty.
   */
  readonly answers?: JsonObject;
}

/** What an identity must be allowed to do to apply, change and destroy such a block. */
export interface Permission {
  /** Actions of Azure roles. */
  readonly azure?: readonly string[];
  /** Data actions of Azure roles. */
  readonly azureData?: readonly string[];
  /** The scope of the Azure actions, in words. */
  readonly on?: string;
  /** Application permissions of Microsoft Graph. */
  readonly graph?: readonly string[];
  /** Resources and verbs of a Kubernetes Role in each namespace. */
  readonly kubernetes?: readonly string[];
  readonly note?: string;
}

/** What such a block leaves in the Terraform state: a secret, or nothing secret for a reason. */
export type StateContent = { readonly nothing: string } | StateSecret;

export interface StateSecret {
  readonly secret: string;
  /** When a block leaves no secret after all, and why. The reason completes a sentence after "unless". */
  readonly unless?: { readonly reason: string; readonly applies: (body: JsonObject) => boolean };
}

export const NO_SECRET: StateContent = { nothing: "it contains no secret" };
export const NOT_STORED: StateContent = { nothing: "ephemeral values are never stored" };

/** Why an argument has its value. */
export interface Reason {
  /** The names that lead to it, such as `lifecycle.prevent_destroy`. */
  readonly argument: string;
  /** A sentence or two, which hold for every stack. */
  readonly text: string;
  /** For which values of the argument. */
  readonly applies: (value: Json) => boolean;
}

/** A policy of Checkov that a block fails. */
export interface Finding {
  /** Such as `CKV_AZURE_139`. */
  readonly id: string;
  /** What it looks for. */
  readonly about: string;
  /** Why it stays. It is true wherever the finding applies. */
  readonly reason: string;
  readonly applies: (body: JsonObject) => boolean;
}
