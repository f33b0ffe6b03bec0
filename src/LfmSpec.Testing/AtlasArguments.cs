using System.Reflection;
using LfmSpec.Lab;

namespace LfmSpec.Testing;

/// <summary>The command line of <see cref="AtlasCommand"/>, and the variables that stand for it.</summary>
internal sealed record AtlasArguments
{
    internal const string Usage = "usage: [--model NAME-OR-FOLDER] [--output FOLDER] [--cache FOLDER | --no-cache] [--laws] [--plan] [--shard I/N] [EXPERIMENT ...] [--merge FOLDER ...] | --help | --version";

    private const string ModelOption = "--model", OutputOption = "--output", CacheOption = "--cache", NoCacheOption = "--no-cache", LawsOption = "--laws", PlanOption = "--plan", ShardOption = "--shard", MergeOption = "--merge", HelpOption = "--help", VersionOption = "--version";

    private static readonly string[] Options = [ModelOption, OutputOption, CacheOption, NoCacheOption, LawsOption, PlanOption, ShardOption, MergeOption, HelpOption, VersionOption];

    /// <summary>What <c>--help</c> prints, before the experiments.</summary>
    internal const string Help = Usage + """


        Runs the experiments, all or those that are named, writes their tables, and says how they stand to the approved ones.

          --model NAME-OR-FOLDER   a model of the models folder, a checkpoint's folder, or an id on the Hugging Face hub; else LFMSPEC_MODEL, else the model that the program was built for
          --output FOLDER          where the tables go; artifacts/atlas/MODEL unless told
          --cache FOLDER           where finished runs are kept, and not run again; artifacts/cache unless told
          --no-cache               keeps nothing
          --laws                   checks the laws of each experiment too, as dotnet test does
          --plan                   prints what a run would cost, and runs nothing
          --shard I/N              runs one part of N, and writes no table
          --merge FOLDER ...       makes the tables of what shards kept, and runs nothing
          --help, --version        print this, or the version

        Exit codes: 0 every table is as approved; 1 a table is not as approved, or a law does not hold; 2 an error, in the command line or in an experiment (the others are
        run all the same); 3 nothing moved, and a table has no approved one; 130 stopped by Ctrl-C. A plan, a shard, help and the version give 0 or 2.
        """;

    /// <summary>A model's name or a checkpoint's path; null for the assembly's own.</summary>
    internal string? Model { get; private init; }

    /// <summary>Where the tables go; null for the usual place.</summary>
    internal string? Output { get; init; }

    /// <summary>Where results are kept; null for nowhere.</summary>
    internal string? Cache { get; private init; } = Path.Combine("artifacts", "cache");

    /// <summary>Whether to print what the run would cost instead of running.</summary>
    internal bool Plan { get; private init; }

    /// <summary>Whether to check the laws too.</summary>
    internal bool Laws { get; private init; }

    /// <summary>What is to be printed instead of a run; null for a run.</summary>
    internal string? Print { get; private init; }

    /// <summary>Which part of the plan to run.</summary>
    internal ShardChoice Shard { get; private init; } = ShardChoice.Whole;

    /// <summary>The result folders of shards to merge instead of running; none for a run.</summary>
    internal IReadOnlyList<string> Merge { get; private init; } = [];

    /// <summary>The experiments to run.</summary>
    internal IReadOnlyList<ExperimentSpec> Experiments { get; init; } = [];

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
        problem = null;
        if (arguments.Intersect([HelpOption, "-h", "-?", VersionOption]).FirstOrDefault() is { } asked)
        {
            if (asked == VersionOption && arguments.Length > 1)
            {
                problem = $"{VersionOption} stands alone. Leave '{arguments.First(argument => argument != VersionOption)}' out. {Usage}";
                return null;
            }

            return new AtlasArguments { Print = asked == VersionOption ? $"LfmSpec {Version}" : $"{Help}\n\nExperiments: {Names(experiments)}" };
        }

        var read = new AtlasArguments { Model = environment(ExperimentSettings.ModelVariable) };
        var wanted = new List<string>();
        string? shard = null;
        var (namesCache, keepsNothing) = (false, false);
        var words = new Queue<string>(arguments.SelectMany(argument => IsOption(argument) ? argument.Split('=', 2) : [argument]));
        while (words.TryDequeue(out var word))
        {
            string? value = null;
            if (word is ModelOption or OutputOption or CacheOption or ShardOption or MergeOption && (!words.TryPeek(out value) || IsOption(value) || value.Length == 0))
            {
                problem = $"'{word}' needs a value after it. {Usage}";
                return null;
            }

            switch (word)
            {
                case ModelOption:
                    read = read with { Model = words.Dequeue() };
                    break;
                case OutputOption:
                    read = read with { Output = words.Dequeue() };
                    break;
                case CacheOption:
                    namesCache = true;
                    read = read with { Cache = words.Dequeue() };
                    break;
                case NoCacheOption:
                    keepsNothing = true;
                    read = read with { Cache = null };
                    break;
                case LawsOption:
                    read = read with { Laws = true };
                    break;
                case PlanOption:
                    read = read with { Plan = true };
                    break;
                case ShardOption:
                    shard = words.Dequeue();
                    break;
                case MergeOption:
                    var folders = new List<string>();
                    while (words.TryPeek(out var folder) && !IsOption(folder))
                    {
                        folders.Add(words.Dequeue());
                    }

                    read = read with { Merge = [.. read.Merge, .. folders] };
                    break;
                case var name when Find(name, experiments) is { } experiment:
                    wanted.Add(experiment.Name);
                    break;
                case var other:
                    problem = Unknown(other, experiments);
                    return null;
            }
        }

        try
        {
            // A merge is of all shards, whatever job it runs in.
            var choice = shard is not null ? ShardChoice.Of(shard, "--shard") : read.Merge.Count > 0 ? ShardChoice.Whole : ShardChoice.Of(environment);
            problem = namesCache && keepsNothing ? $"{NoCacheOption} keeps nothing, and {CacheOption} names where. Leave one of them out." : Contradiction(read, choice);
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

    private static string Unknown(string word, IReadOnlyList<ExperimentSpec> experiments) =>
        $"'{word}' is no option and no experiment.{Meant(word, IsOption(word) ? Options : experiments.Select(experiment => experiment.Name))} {Usage}\nExperiments: {Names(experiments)}";

    private static string Meant(string word, IEnumerable<string> words) => Spelling.Nearest(word, words) is { } meant ? $" Did you mean '{meant}'?" : "";

    // By its name; by that in other case if only one has it so.
    private static ExperimentSpec? Find(string name, IReadOnlyList<ExperimentSpec> experiments) =>
        experiments.FirstOrDefault(experiment => experiment.Name == name)
        ?? (experiments.Where(experiment => experiment.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).DistinctBy(experiment => experiment.Name).ToArray() is [var only] ? only : null);

    private static string Names(IReadOnlyList<ExperimentSpec> experiments) => string.Join(", ", experiments.Select(experiment => experiment.Name).Distinct());

    private static string Version =>
        typeof(AtlasArguments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "of an unknown version";

    private static bool IsOption(string argument) => argument.StartsWith("--", StringComparison.Ordinal);

    private static string? Contradiction(AtlasArguments read, ShardChoice choice) =>
        read.Merge.Count > 0 && !choice.Shard.IsWhole ? $"--merge unites all shards, and {choice.Source} names one. Leave --shard out."
        : read.Laws && (read.Plan || !choice.Shard.IsWhole || read.Merge.Count > 0) ? "--laws is of a whole run, which checks the laws beside the tables. Leave it out of a plan, a shard and a merge; dotnet test checks them too."
        : read.Merge.Count > 0 && read.Plan ? "--merge runs nothing, so there is no plan. Leave --plan out."
        : read.Cache is null && !read.Plan && !choice.Shard.IsWhole ? $"{choice}: what a shard finds is what it keeps, and --no-cache keeps nothing. Name a folder with --cache, or run everything with {ShardChoice.Variable}=1/1."
        : null;
}
