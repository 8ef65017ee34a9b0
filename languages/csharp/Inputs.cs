using Constructs;
using HashiCorp.Cdktf;

namespace Pulls;

/// <summary>The variables of the stacks.</summary>
internal static class Inputs
{
    private const string Guid = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    /// <summary>A required text variable.</summary>
    private static string Text(Construct scope, string name, string description, string pattern, string must) =>
        new TerraformVariable(scope, name, new TerraformVariableConfig
        {
            Type = "string",
            Description = description,
            Nullable = false,
            Validation = new[] { Rule($"${{can(regex(\"{pattern}\", var.{name}))}}", $"{name} must {must}.") },
        }).StringValue;

    private static TerraformVariableValidationConfig Rule(string condition, string errorMessage) =>
        new() { Condition = condition, ErrorMessage = errorMessage };

    internal static string SubscriptionId(Construct scope) => Text(
        scope,
        "subscription_id",
        "Azure subscription, as `az account show --query id --output tsv` prints it",
        $"^{Guid}$",
        "be a subscription id (a GUID)");

    internal static string RegistryName(Construct scope) => Text(
        scope,
        "registry_name",
        "Name of the container registry, without .azurecr.io",
        "^[a-zA-Z0-9]{5,50}$",
        "be 5 to 50 letters and digits");

    internal static string ClusterName(Construct scope) => Text(
        scope,
        "cluster_name",
        "Name of the AKS cluster",
        "^[a-zA-Z0-9]([-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$",
        "be 1 to 63 letters, digits, '-' and '_', starting and ending with a letter or digit");

    internal static string ResourceGroupName(Construct scope, string name, string holds) =>
        Text(scope, name, $"Existing resource group of {holds}", ".", "not be empty");

    internal static string[] Namespaces(Construct scope)
    {
        const string label = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";
        return new TerraformVariable(scope, "namespaces", new TerraformVariableConfig
        {
            Type = "list(string)",
            Description = "Existing Kubernetes namespaces whose pods pull images",
            Nullable = false,
            Validation = new[]
            {
                Rule("${length(var.namespaces) > 0}", "namespaces must contain at least one namespace."),
                Rule(
                    "${alltrue([for name in var.namespaces : can(regex(\"" + label + "\", name))])}",
                    "namespaces must be RFC 1123 labels (at most 63 lowercase letters, digits and '-', "
                        + "starting and ending with a letter or digit)."),
            },
        }).ListValue;
    }

    internal static string Image(Construct scope)
    {
        const string repository = "[a-z0-9]+([-_]+[a-z0-9]+)*(/[a-z0-9]+([-._]+[a-z0-9]+)*)*";
        const string digest = "@sha256:[0-9a-f]{64}";
        return Text(
            scope,
            "image",
            "Image in the registry that proves that pulling works, without the login server: team/app:1. "
                + "It must have the command `true`",
            "^" + repository + "(:[a-zA-Z0-9_][-._a-zA-Z0-9]{0,127}(" + digest + ")?|" + digest + ")$",
            "be a repository with a tag or digest, without the login server");
    }
}
