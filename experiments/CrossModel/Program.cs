// dotnet run --project experiments/CrossModel: the models of the project side by side.
using CrossModel;
using LfmSpec.Lab;
using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tokenization;

const string Usage = """
    dotnet run --project experiments/CrossModel [-p:LfmSpecOtherModels="MODEL;..."]

    Prints one page of several models side by side: of the project's own and of LfmSpecOtherModels, names in the models folder or folders of checkpoints. The experiments are
    checked against each when the project is built.
    It ends with 0; 2 after an error; 130 after Ctrl-C.
    """;
if (args is ["--help" or "-h", ..])
{
    Console.WriteLine(Usage);
    return 0;
}

if (args is [var first, ..])
{
    Console.Error.WriteLine($"{SafeText.Quote(first)} is no option. {Usage}");
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
    Console.WriteLine(Comparison.Page(Console.Error, stopping.Token).ToMarkdown());
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
