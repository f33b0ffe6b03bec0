using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
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

    /// <summary>The code of a command line that cannot be read, and of a command that failed: that of the atlas command.</summary>
    internal const int Failed = 2;

    /// <summary>The root command, by the name that it is installed under.</summary>
    internal static Command Root() => new(
        "lfmspec",
        "Interpretability experiments on small language models: a prompt, an intervention, and what it changes. "
        + "Exit codes: 0 done; 2 an error, in the command line or in what it names; 130 stopped by Ctrl-C, 143 by SIGTERM.")
    {
        new HelpOption { Recursive = true },
        new VersionOption(),
        TryCommand.Create(),
        GenerateCommand.Create(),
        ChatCommand.Create(),
        FetchCommand.Create(),
        SynthCommand.Create(),
    };

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(IReadOnlyList<string> arguments, InvocationConfiguration configuration, CancellationToken cancellation)
    {
        var root = Root();
        var parsed = root.Parse(arguments);
        if (arguments.Count > 1 && arguments.Contains("--version") && parsed.CommandResult.Command == root)
        {
            await configuration.Error.WriteLineAsync("--version stands alone. Leave the other arguments out.").ConfigureAwait(false);
            return Failed;
        }

        var code = await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        return code == 0 || parsed.Action is not ParseErrorAction ? code : Failed;
    }

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

    /// <summary>Refuses options that nothing heeds, if they are given.</summary>
    /// <exception cref="InterventionTextException">One of them is given.</exception>
    internal static void Refuse(this ParseResult parsed, string because, params IEnumerable<Option> options)
    {
        if (options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new InterventionTextException($"{given.Name} has no meaning here, as {because}. Leave it out.");
        }
    }

    /// <summary>Prints a line of a command's output; what a terminal would obey is written out.</summary>
    internal static void Print(this ParseResult parsed, string text) => parsed.InvocationConfiguration.Output.WriteLine(SafeText.Lines(text));

    /// <summary>Writes a part of a line of a command's output, and shows it.</summary>
    internal static void Write(this ParseResult parsed, string text)
    {
        parsed.InvocationConfiguration.Output.Write(SafeText.Lines(text));
        parsed.InvocationConfiguration.Output.Flush();
    }

    /// <summary>Prints a line beside the output.</summary>
    internal static void Note(this ParseResult parsed, string text) => parsed.InvocationConfiguration.Error.WriteLine(SafeText.Lines(text));

    // The name of a parameter is for programmers.
    private static string Said(Exception error) =>
        error is ArgumentException { ParamName: { } name } && error.Message.IndexOf($" (Parameter '{name}')", StringComparison.Ordinal) is var at and > 0 ? error.Message[..at] : error.Message;
}
