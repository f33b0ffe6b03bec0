using LfmSpec.Lab;

namespace LfmSpec.Testing;

/// <summary>The command line of <see cref="AtlasCommand"/>.</summary>
internal sealed record AtlasArguments
{
    internal const string Usage = "usage: [--model NAME-OR-FOLDER] [--output FOLDER] [--cache FOLDER | --no-cache] [--plan] [EXPERIMENT ...]";

    /// <summary>A model's name or a checkpoint's path; null for the assembly's own.</summary>
    internal string? Model { get; private init; }

    /// <summary>Where the tables go; null for the usual place.</summary>
    internal string? Output { get; private init; }

    /// <summary>Where changed runs are kept; null for nowhere.</summary>
    internal string? Cache { get; private init; } = Path.Combine("artifacts", "cache");

    /// <summary>Whether to print what the run would cost instead of running.</summary>
    internal bool Plan { get; private init; }

    /// <summary>The experiments to run.</summary>
    internal IReadOnlyList<ExperimentSpec> Experiments { get; private init; } = [];

    /// <summary>Reads a command line.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="experiments">The experiments that there are.</param>
    /// <param name="problem">What cannot be read, or null.</param>
    /// <returns>The command line, or null.</returns>
    internal static AtlasArguments? Read(string[] arguments, IReadOnlyList<ExperimentSpec> experiments, out string? problem)
    {
        var read = new AtlasArguments { Model = Environment.GetEnvironmentVariable(ExperimentSettings.ModelVariable) };
        var wanted = new List<string>();
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
                case var name when experiments.Any(experiment => experiment.Name == name):
                    wanted.Add(name);
                    break;
                case var other:
                    problem = $"'{other}' is no option and no experiment. {Usage}\nExperiments: {string.Join(", ", experiments.Select(experiment => experiment.Name))}";
                    return null;
            }
        }

        problem = null;
        return read with { Experiments = [.. experiments.Where(experiment => wanted.Count == 0 || wanted.Contains(experiment.Name))] };
    }
}
