from cdktf import TerraformVariable, TerraformVariableValidationConfig
from constructs import Construct

GUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def text(scope: Construct, name: str, description: str, pattern: str = ".", must: str = "not be empty") -> str:
    """A required text variable."""
    validation = TerraformVariableValidationConfig(
        condition=f'${{can(regex("{pattern}", var.{name}))}}',
        error_message=f"{name} must {must}.",
    )
    variable = TerraformVariable(
        scope, name, type="string", description=description, nullable=False, validation=[validation]
    )
    return variable.string_value


def subscription_id(scope: Construct) -> str:
    return text(
        scope,
        "subscription_id",
        "Azure subscription, as `az account show --query id --output tsv` prints it",
        f"^{GUID}$",
        "be a subscription id (a GUID)",
    )


def registry_name(scope: Construct) -> str:
    return text(
        scope,
        "registry_name",
        "Name of the container registry, without .azurecr.io",
        "^[a-zA-Z0-9]{5,50}$",
        "be 5 to 50 letters and digits",
    )


def cluster_name(scope: Construct) -> str:
    return text(
        scope,
        "cluster_name",
        "Name of the AKS cluster",
        "^[a-zA-Z0-9]([-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$",
        "be 1 to 63 letters, digits, '-' and '_', starting and ending with a letter or digit",
    )


def resource_group_name(scope: Construct, name: str, holds: str) -> str:
    return text(scope, name, f"Existing resource group of {holds}")


def namespaces(scope: Construct) -> list[str]:
    label = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"
    variable = TerraformVariable(
        scope,
        "namespaces",
        type="list(string)",
        description="Existing Kubernetes namespaces whose pods pull images",
        nullable=False,
        validation=[
            TerraformVariableValidationConfig(
                condition="${length(var.namespaces) > 0}",
                error_message="namespaces must contain at least one namespace.",
            ),
            TerraformVariableValidationConfig(
                condition=f'${{alltrue([for name in var.namespaces : can(regex("{label}", name))])}}',
                error_message="namespaces must be RFC 1123 labels (at most 63 lowercase letters, digits and '-', "
                "starting and ending with a letter or digit).",
            ),
        ],
    )
    return variable.list_value


def image(scope: Construct) -> str:
    repository = "[a-z0-9]+([-_]+[a-z0-9]+)*(/[a-z0-9]+([-._]+[a-z0-9]+)*)*"
    digest = "@sha256:[0-9a-f]{64}"
    return text(
        scope,
        "image",
        "Image in the registry that proves that pulling works, without the login server: team/app:1. "
        "It must have the command `true`",
        f"^{repository}(:[a-zA-Z0-9_][-._a-zA-Z0-9]{{0,127}}({digest})?|{digest})$",
        "be a repository with a tag or digest, without the login server",
    )
