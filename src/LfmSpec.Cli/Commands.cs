using System.CommandLine;
using LfmSpec.Lab;
using LfmSpec.Models;
using LfmSpec.Models.Chat;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Cli;

/// <summary>The commands of <c>lfmspec</c>.</summary>
internal static class Commands
{
    /// <summary>The code of a command that was stopped.</summary>
    internal const int Stopped = 130;

    private const int Failed = 1;

    /// <summary>The root command.</summary>
    internal static RootCommand Root() => new("Interpretability experiments on small language models: a prompt, an intervention, and what it changes.")
    {
        TryCommand.Create(),
        GenerateCommand.Create(),
        FetchCommand.Create(),
        SynthCommand.Create(),
    };

    /// <summary>The argument that every command on a checkpoint has.</summary>
    internal static Argument<string> Model() => new("MODEL") { Description = "The folder of a checkpoint (config.json, safetensors, tokenizer.json), or its id on the Hugging Face hub, organisation/name or organisation/name@revision." };

    /// <summary>Makes a command run, with one line for an error and no stack.</summary>
    internal static void Does(this Command command, Action<ParseResult, CancellationToken> action) => command.SetAction((parsed, cancellation) =>
    {
        try
        {
            action(parsed, cancellation);
            return Task.FromResult(0);
        }
        catch (OperationCanceledException)
        {
            parsed.Note("Stopped.");
            return Task.FromResult(Stopped);
        }
        catch (Exception error) when (error is LabException or CheckpointException or ChatTemplateException or TokenizerFormatException or InterventionTextException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            parsed.Note(SafeText.Message(Said(error)));
            return Task.FromResult(Failed);
        }
    });

    /// <summary>Prints a line of a command's output; what a terminal would obey is written out.</summary>
    internal static void Print(this ParseResult parsed, string text) => parsed.InvocationConfiguration.Output.WriteLine(SafeText.Lines(text));

    /// <summary>Prints a line beside the output.</summary>
    internal static void Note(this ParseResult parsed, string text) => parsed.InvocationConfiguration.Error.WriteLine(SafeText.Lines(text));

    // The name of a parameter is for programmers.
    private static string Said(Exception error) =>
        error is ArgumentException { ParamName: { } name } && error.Message.IndexOf($" (Parameter '{name}')", StringComparison.Ordinal) is var at and > 0 ? error.Message[..at] : error.Message;
}
