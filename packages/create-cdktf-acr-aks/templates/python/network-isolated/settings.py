"""The names of what exists already and of what is created. Replace all of them."""

# az account show --query id --output tsv
SUBSCRIPTION_ID = "00000000-0000-0000-0000-000000000000"
# An existing resource group.
RESOURCE_GROUP_NAME = "rg-prod"
LOCATION = "westeurope"
# Unique in Azure: it becomes <name>.azurecr.io.
REGISTRY_NAME = "contoso"
CLUSTER_NAME = "prod"
# An existing subnet of a virtual network in the same region: az network vnet subnet show … --query id --output tsv
SUBNET_ID = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-prod"
    "/providers/Microsoft.Network/virtualNetworks/prod/subnets/nodes"
)
# Entra groups whose members administer the cluster: az ad group show --group <name> --query id --output tsv
ADMIN_GROUP_OBJECT_IDS = ["00000000-0000-0000-0000-000000000000"]
