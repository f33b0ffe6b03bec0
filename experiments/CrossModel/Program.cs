// dotnet run --project experiments/CrossModel [-- MODEL ...]: the models side by side; names, folders or ids on the hub, the embedded ones unless told.
using CrossModel;
using LfmSpec.Lab;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tokenization;

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
    Console.Error.WriteLine(error.Message);
    return 1;
}
