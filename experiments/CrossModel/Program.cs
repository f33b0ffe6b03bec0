// dotnet run --project experiments/CrossModel [-- MODEL ...]: the models side by side; names, folders or ids on the hub, the embedded ones unless told.
using CrossModel;
using LfmSpec.Lab;
using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tokenization;

const string Usage = """
    dotnet run --project experiments/CrossModel [-- MODEL ...]

    Prints one page of several models side by side. MODEL is a name in the models folder, a checkpoint's folder or an id on the hub; without one, the embedded models.
    It ends with 0; 2 after an error; 130 after Ctrl-C.
    """;
if (args is ["--help" or "-h", ..])
{
    Console.WriteLine(Usage);
    return 0;
}

if (args.FirstOrDefault(argument => argument.StartsWith('-')) is { } option)
{
    Console.Error.WriteLine($"{SafeText.Quote(option)} is no option. {Usage}");
    return 2;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};
try
{
    Console.WriteLine(Comparison.Page(args.Length > 0 ? args : Comparison.Embedded, Console.Error, stopping.Token).ToMarkdown());
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped. Nothing was written.");
    return 130;
}
catch (Exception error) when (error is LabException or CheckpointException or TokenizerFormatException or ArgumentException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(SafeText.Message(error.Message));
    return 2;
}
