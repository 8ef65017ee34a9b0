import { TerraformProvider, TerraformResource, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { type Kind, refuse } from "./kind";

type ProviderType = "azuread" | "azurerm" | "kubernetes";

function isProvider(given: unknown, type: ProviderType): given is TerraformProvider {
  const isAny = Construct.isConstruct(given) && TerraformProvider.isTerraformProvider(given);
  return isAny && given.terraformResourceType === type;
}

/** A provider of one type, which an object of any stack has. */
export function someProvider(type: ProviderType): Kind<TerraformProvider> {
  const refusal = { must: `be the ${type} provider`, repair: "pass the construct itself, not its name or alias" };
  return (place, property, given) => (isProvider(given, type) ? given : refuse(place, property, given, refusal));
}

/**
 * A provider of one type. cdktf would ignore a text, and Terraform would use the default provider in its place: for a
 * secret, that is another cluster. A provider of another stack would do the same.
 */
export function provider(type: ProviderType): Kind<TerraformProvider> {
  const refusal = {
    must: `be the ${type} provider, of the same stack`,
    repair: "pass the construct itself, not its name or alias",
  };
  return (place, property, given) => {
    const isRight =
      isProvider(given, type) && (typeof place === "string" || TerraformStack.of(given) === TerraformStack.of(place));
    return isRight ? given : refuse(place, property, given, refusal);
  };
}

/** A resource of one type, of any binding. */
export function resource<Resource extends TerraformResource>(type: string): Kind<Resource> {
  const isRight = (given: unknown): given is Resource =>
    Construct.isConstruct(given) &&
    TerraformResource.isTerraformResource(given) &&
    given.terraformResourceType === type;
  const refusal = { must: `be a resource ${type}`, repair: "pass the construct of the binding, as `new` returned it" };
  return (place, property, given) => (isRight(given) ? given : refuse(place, property, given, refusal));
}
