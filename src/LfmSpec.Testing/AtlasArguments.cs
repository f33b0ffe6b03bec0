using LfmSpec.Lab;

namespace LfmSpec.Testing;

/// <summary>The command line of <see cref="AtlasCommand"/>, and the variables that stand for it.</summary>
internal sealed record AtlasArguments
{
    internal const string Usage = "usage: [--model NAME-OR-FOLDER] [--output FOLDER] [--cache FOLDER | --no-cache] [--plan] [--shard I/N] [EXPERIMENT ...] [--merge FOLDER ...]";

    /// <summary>A model's name or a checkpoint's path; null for the assembly's own.</summary>
    internal string? Model { get; private init; }

    /// <summary>Where the tables go; null for the usual place.</summary>
    internal string? Output { get; private init; }

    /// <summary>Where results are kept; null for nowhere.</summary>
    internal string? Cache { get; private init; } = Path.Combine("artifacts", "cache");

    /// <summary>Whether to print what the run would cost instead of running.</summary>
    internal bool Plan { get; private init; }

    /// <summary>Which part of the plan to run.</summary>
    internal ShardChoice Shard { get; private init; } = ShardChoice.Whole;

    /// <summary>The result folders of shards to merge instead of running; none for a run.</summary>
    internal IReadOnlyList<string> Merge { get; private init; } = [];

    /// <summary>The experiments to run.</summary>
    internal IReadOnlyList<ExperimentSpec> Experiments { get; private init; } = [];

    /// <summary>Whether the command line names them; otherwise they are all.</summary>
    internal bool AreNamed { get; private init; }

    /// <summary>Reads a command line.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="experiments">The experiments that there are.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="problem">What cannot be read, or null.</param>
    /// <returns>The command line, or null.</returns>
    internal static AtlasArguments? Read(string[] arguments, IReadOnlyList<ExperimentSpec> experiments, Func<string, string?> environment, out string? problem)
    {
        var read = new AtlasArguments { Model = environment(ExperimentSettings.ModelVariable) };
        var wanted = new List<string>();
        string? shard = null;
        for (var index = 0; index < arguments.Length; index++)
        {
            var value = index + 1 < arguments.Length ? arguments[index + 1] : null;
            switch (arguments[index])
            {
                case "--model" when value is not null:
                    read = read with { Model = arguments[++index] };
                    break;
                case "--output" when value is not null:
                    read = read with { Output = arguments[++index] };
                    break;
                case "--cache" when value is not null:
                    read = read with { Cache = arguments[++index] };
                    break;
                case "--no-cache":
                    read = read with { Cache = null };
                    break;
                case "--plan":
                    read = read with { Plan = true };
                    break;
                case "--shard" when value is not null:
                    shard = arguments[++index];
                    break;
                case "--merge" when value is not null && !IsOption(value):
                    string[] folders = [.. arguments.Skip(index + 1).TakeWhile(folder => !IsOption(folder))];
                    read = read with { Merge = [.. read.Merge, .. folders] };
                    index += folders.Length;
                    break;
                case var name when experiments.Any(experiment => experiment.Name == name):
                    wanted.Add(name);
                    break;
                case var other:
                    problem = $"'{other}' is no option and no experiment. {Usage}\nExperiments: {string.Join(", ", experiments.Select(experiment => experiment.Name))}";
                    return null;
            }
        }

        try
        {
            // A merge is of all shards, whatever job it runs in.
            var choice = shard is not null ? ShardChoice.Of(shard, "--shard") : read.Merge.Count > 0 ? ShardChoice.Whole : ShardChoice.Of(environment);
            problem = Contradiction(read, choice);
            return problem is not null ? null : read with
            {
                Shard = choice,
                AreNamed = wanted.Count > 0,
                Experiments = [.. experiments.Where(experiment => wanted.Count == 0 || wanted.Contains(experiment.Name))],
            };
        }
        catch (LabException error)
        {
            problem = error.Message;
            return null;
        }
    }

    private static bool IsOption(string argument) => argument.StartsWith("--", StringComparison.Ordinal);

    private static string? Contradiction(AtlasArguments read, ShardChoice choice) =>
        read.Merge.Count > 0 && !choice.Shard.IsWhole ? $"--merge unites all shards, and {choice.Source} names one. Leave --shard out."
        : read.Merge.Count > 0 && read.Plan ? "--merge runs nothing, so there is no plan. Leave --plan out."
        : read.Cache is null && !read.Plan && !choice.Shard.IsWhole ? $"{choice}: what a shard finds is what it keeps, and --no-cache keeps nothing. Name a folder with --cache, or run everything with {ShardChoice.Variable}=1/1."
        : null;
}
