import com.hashicorp.cdktf.TerraformVariable;
import com.hashicorp.cdktf.TerraformVariableValidationConfig;
import java.util.List;
import software.constructs.Construct;

/** The variables of the stacks. */
final class Inputs {
    private static final String GUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    private Inputs() {}

    /** A required text variable. */
    private static String text(Construct scope, String name, String description, String pattern, String must) {
        return TerraformVariable.Builder.create(scope, name)
                .type("string")
                .description(description)
                .nullable(false)
                .validation(List.of(validation(
                        "${can(regex(\"" + pattern + "\", var." + name + "))}", name + " must " + must + ".")))
                .build()
                .getStringValue();
    }

    private static TerraformVariableValidationConfig validation(String condition, String errorMessage) {
        return TerraformVariableValidationConfig.builder().condition(condition).errorMessage(errorMessage).build();
    }

    static String subscriptionId(Construct scope) {
        String description = "Azure subscription, as `az account show --query id --output tsv` prints it";
        return text(scope, "subscription_id", description, "^" + GUID + "$", "be a subscription id (a GUID)");
    }

    static String registryName(Construct scope) {
        String description = "Name of the container registry, without .azurecr.io";
        return text(scope, "registry_name", description, "^[a-zA-Z0-9]{5,50}$", "be 5 to 50 letters and digits");
    }

    static String clusterName(Construct scope) {
        String pattern = "^[a-zA-Z0-9]([-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$";
        String must = "be 1 to 63 letters, digits, '-' and '_', starting and ending with a letter or digit";
        return text(scope, "cluster_name", "Name of the AKS cluster", pattern, must);
    }

    static String resourceGroupName(Construct scope, String name, String holds) {
        return text(scope, name, "Existing resource group of " + holds, ".", "not be empty");
    }

    static List<String> namespaces(Construct scope) {
        String label = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";
        return TerraformVariable.Builder.create(scope, "namespaces")
                .type("list(string)")
                .description("Existing Kubernetes namespaces whose pods pull images")
                .nullable(false)
                .validation(List.of(
                        validation(
                                "${length(var.namespaces) > 0}",
                                "namespaces must contain at least one namespace."),
                        validation(
                                "${alltrue([for name in var.namespaces : can(regex(\"" + label + "\", name))])}",
                                "namespaces must be RFC 1123 labels (at most 63 lowercase letters, digits and '-', "
                                        + "starting and ending with a letter or digit).")))
                .build()
                .getListValue();
    }

    static String image(Construct scope) {
        String repository = "[a-z0-9]+([-_]+[a-z0-9]+)*(/[a-z0-9]+([-._]+[a-z0-9]+)*)*";
        String digest = "@sha256:[0-9a-f]{64}";
        String description = "Image in the registry that proves that pulling works, without the login server: "
                + "team/app:1. It must have the command `true`";
        String pattern =
                "^" + repository + "(:[a-zA-Z0-9_][-._a-zA-Z0-9]{0,127}(" + digest + ")?|" + digest + ")$";
        return text(scope, "image", description, pattern, "be a repository with a tag or digest, without the login server");
    }
}
