"""The names of what exists already. Replace all of them. TF_VAR_registry_password in the environment is the password."""

# az acr show --name <registry> --query loginServer --output tsv
LOGIN_SERVER = "contoso.azurecr.io"
# Name of a registry token, or client id of a service principal with the role AcrPull.
REGISTRY_USERNAME = "acr-pull"
KUBECONFIG_PATH = "~/.kube/config"
# kubectl config get-contexts
KUBECONFIG_CONTEXT = "prod"
# The namespaces whose pods pull.
NAMESPACES = ["apps"]
# An image in the registry that has the command "true". The apply fails if it cannot be pulled.
IMAGE = "team/app:1"
