using System.CommandLine;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Files;

namespace LfmSpec.Cli;

/// <summary><c>lfmspec synth</c>: a checkpoint of random weights in a real layout, for tests and benchmarks.</summary>
internal static class SynthCommand
{
    private const int MostShards = 99_999;

    internal static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "Where to write it; made if it is not there." };
        var config = new Option<string?>("--config") { Description = "The config.json whose shape it has; LFM2.5-230M's unless told." };
        var tokenizer = new Option<string>("--tokenizer") { Description = "The tokenizer.json to put beside it, of no more tokens than the configuration's vocabulary.", Required = true };
        var seed = new Option<string>("--seed") { Description = "The seed of the weights.", DefaultValueFactory = _ => "42" };
        var shards = new Option<string>("--shards") { Description = "In how many files the weights are.", DefaultValueFactory = _ => "1" };
        var force = new Option<bool>("--force") { Description = "Replace a checkpoint that is in the folder." };
        var command = new Command("synth", "Writes a checkpoint of random weights: bf16 matrices from N(0, 0.02), norms of one.") { folder, config, tokenizer, seed, shards, force };
        command.Does((parsed, cancellation) =>
        {
            var into = Path.GetFullPath(parsed.GetValue(folder)!);
            var drawn = NumberText.Whole(seed.Name, parsed.GetValue(seed)!, long.MinValue, long.MaxValue);
            var options = new SyntheticOptions { Shards = NumberText.Whole(shards.Name, parsed.GetValue(shards)!, 1, MostShards), Overwrite = parsed.GetValue(force) };
            var shape = parsed.GetValue(config) is { } file ? InputFile.ReadText(file, ConfigurationFile.Kind) : SyntheticCheckpoint.Lfm25Of230M;
            var written = SyntheticCheckpoint.Write(into, shape, parsed.GetValue(tokenizer)!, drawn, options, cancellation);
            parsed.Print($"{into}: {written.Sum(file => new FileInfo(file).Length) / 1e6:N0} MB of random weights{(written.Count == 1 ? "" : $" in {written.Count:N0} files")}");
            if (written.Count < options.Shards)
            {
                parsed.Note($"{shards.Name} {options.Shards}: each file has a tensor at least, so there are {written.Count:N0} files and no more.");
            }
        });
        return command;
    }
}
