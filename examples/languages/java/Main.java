import com.hashicorp.cdktf.App;
import com.hashicorp.cdktf.TerraformOutput;
import io.github.cdktfacraks.ContainerRegistry;
import io.github.cdktfacraks.ContainerRegistryLookupOptions;

public final class Main {
    public static void main(String[] arguments) {
        App app = new App();
        EveryConstruct stack = new EveryConstruct(app, "every-construct");
        TerraformOutput.Builder.create(stack, "refusal").value(refusal(stack)).build();
        app.synth();
    }

    /** The sentence of an error. */
    private static String refusal(EveryConstruct stack) {
        ContainerRegistryLookupOptions options = ContainerRegistryLookupOptions.builder()
                .registryName("not-a-name")
                .resourceGroupName("rg-hub")
                .build();
        try {
            ContainerRegistry.fromLookup(stack, "refused", options);
        } catch (RuntimeException error) {
            // The lines below it are the stack trace of the program in Node.js.
            return error.getMessage().lines().findFirst().orElseThrow().replaceFirst("^Error: ", "");
        }
        return "nothing was refused";
    }
}
