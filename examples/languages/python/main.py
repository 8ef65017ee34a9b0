from cdktf import App, TerraformOutput
from cdktf_acr_aks import ContainerRegistry

from every_construct import EveryConstruct

app = App()
stack = EveryConstruct(app, "every-construct")


def refusal() -> str:
    """The sentence of an error."""
    try:
        ContainerRegistry.from_lookup(stack, "refused", registry_name="not-a-name", resource_group_name="rg-hub")
    except RuntimeError as error:
        return str(error).removeprefix("Error: ")
    return "nothing was refused"


TerraformOutput(stack, "refusal", value=refusal())
app.synth()
