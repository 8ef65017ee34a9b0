package main

import (
	"fmt"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const guid = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

// text declares a required text variable.
func text(scope constructs.Construct, name, description, pattern, must string) *string {
	return cdktf.NewTerraformVariable(scope, jsii.String(name), &cdktf.TerraformVariableConfig{
		Type:        jsii.String("string"),
		Description: jsii.String(description),
		Nullable:    jsii.Bool(false),
		Validation: &[]*cdktf.TerraformVariableValidationConfig{{
			Condition:    fmt.Sprintf(`${can(regex("%s", var.%s))}`, pattern, name),
			ErrorMessage: jsii.String(name + " must " + must + "."),
		}},
	}).StringValue()
}

func subscriptionId(scope constructs.Construct) *string {
	description := "Azure subscription, as `az account show --query id --output tsv` prints it"
	return text(scope, "subscription_id", description, "^"+guid+"$", "be a subscription id (a GUID)")
}

func registryName(scope constructs.Construct) *string {
	description := "Name of the container registry, without .azurecr.io"
	return text(scope, "registry_name", description, "^[a-zA-Z0-9]{5,50}$", "be 5 to 50 letters and digits")
}

func clusterName(scope constructs.Construct) *string {
	pattern := "^[a-zA-Z0-9]([-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$"
	must := "be 1 to 63 letters, digits, '-' and '_', starting and ending with a letter or digit"
	return text(scope, "cluster_name", "Name of the AKS cluster", pattern, must)
}

func resourceGroupName(scope constructs.Construct, name, holds string) *string {
	return text(scope, name, "Existing resource group of "+holds, ".", "not be empty")
}

func namespaces(scope constructs.Construct) *[]*string {
	const label = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"
	return cdktf.NewTerraformVariable(scope, jsii.String("namespaces"), &cdktf.TerraformVariableConfig{
		Type:        jsii.String("list(string)"),
		Description: jsii.String("Existing Kubernetes namespaces whose pods pull images"),
		Nullable:    jsii.Bool(false),
		Validation: &[]*cdktf.TerraformVariableValidationConfig{
			{
				Condition:    "${length(var.namespaces) > 0}",
				ErrorMessage: jsii.String("namespaces must contain at least one namespace."),
			},
			{
				Condition: `${alltrue([for name in var.namespaces : can(regex("` + label + `", name))])}`,
				ErrorMessage: jsii.String("namespaces must be RFC 1123 labels (at most 63 lowercase letters, digits and '-', " +
					"starting and ending with a letter or digit)."),
			},
		},
	}).ListValue()
}

func image(scope constructs.Construct) *string {
	const repository = "[a-z0-9]+([-_]+[a-z0-9]+)*(/[a-z0-9]+([-._]+[a-z0-9]+)*)*"
	const digest = "@sha256:[0-9a-f]{64}"
	description := "Image in the registry that proves that pulling works, without the login server: team/app:1. " +
		"It must have the command `true`"
	pattern := "^" + repository + "(:[a-zA-Z0-9_][-._a-zA-Z0-9]{0,127}(" + digest + ")?|" + digest + ")$"
	return text(scope, "image", description, pattern, "be a repository with a tag or digest, without the login server")
}
