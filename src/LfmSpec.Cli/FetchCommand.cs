using System.CommandLine;
using LfmSpec.Models.Hub;

namespace LfmSpec.Cli;

/// <summary><c>lfmspec fetch</c>: downloads a checkpoint into the hub's cache.</summary>
internal static class FetchCommand
{
    internal static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The checkpoint's id on the Hugging Face hub: organisation/name, or organisation/name@revision." };
        var command = new Command("fetch", "Downloads what a checkpoint needs into the Hugging Face cache, and prints its folder.") { id };
        command.Does((parsed, cancellation) =>
        {
            var wanted = parsed.GetValue(id)!;
            parsed.Print(HubModel.IsId(wanted)
                ? HubModel.Locate(wanted, parsed.InvocationConfiguration.Error, cancellation)
                : throw new InterventionTextException($"'{wanted}' is no id of the hub. Write organisation/name, or organisation/name@revision."));
        });
        return command;
    }
}
