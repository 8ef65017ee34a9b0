using System;
using CdktfAcrAks;
using HashiCorp.Cdktf;
using Pulls;

var app = new App();
var stack = new EveryConstruct(app, "every-construct");
_ = new TerraformOutput(stack, "refusal", new TerraformOutputConfig { Value = Refusal() });
app.Synth();

// The sentence of an error.
string Refusal()
{
    try
    {
        ContainerRegistry.FromLookup(stack, "refused", new ContainerRegistryLookupOptions
        {
            RegistryName = "not-a-name",
            ResourceGroupName = "rg-hub",
        });
    }
    catch (Exception error)
    {
        // The lines below it are the stack trace of the program in Node.js.
        return error.Message.Split('\n')[0].Replace("Error: ", string.Empty);
    }

    return "nothing was refused";
}
