using System.Security.Cryptography;
using System.Text;

namespace LfmSpec.Lab;

/// <summary>The prompts that an experiment runs over, in order.</summary>
public sealed class PromptSet
{
    /// <summary>
    /// The environment variable that names a file or folder of prompts, as <see cref="PromptsAttribute.File"/> may, to take the place of
    /// <see cref="Suite.TaskFamilies"/> in every experiment. Families that are not in it are not in the run.
    /// </summary>
    public const string TasksVariable = "LFMSPEC_TASKS";

    /// <summary>Whether <see cref="TasksVariable"/> names prompts that take the suite's place.</summary>
    public static bool TasksAreReplaced => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(TasksVariable));

    private PromptSet(IReadOnlyList<Prompt> prompts, bool withTargets = false, IReadOnlyList<PromptPair>? pairs = null)
    {
        Prompts = prompts;
        Pairs = pairs ?? [];
        var hashed = new StringBuilder();
        foreach (var prompt in Pairs.Count == 0 ? prompts : Pairs.SelectMany(pair => new[] { new Prompt("clean", pair.Clean), new Prompt("corrupt", pair.Corrupt) }))
        {
            hashed.Append(prompt.Family).Append('\0').Append(prompt.Text).Append('\0').Append(withTargets ? $"{prompt.Target}\0" : "");
        }

        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hashed.ToString())));
    }

    /// <summary>No prompts.</summary>
    internal static PromptSet None { get; } = new([]);

    /// <summary>The prompts.</summary>
    public IReadOnlyList<Prompt> Prompts { get; }

    /// <summary>The pairs, if the experiment patches; then <see cref="Prompts"/> has the clean prompt of each.</summary>
    public IReadOnlyList<PromptPair> Pairs { get; }

    /// <summary>The number of prompts, or of pairs.</summary>
    public int Count => Prompts.Count;

    /// <summary>SHA-256 over the families and texts in order, and over the targets where the experiment asks for single-token ones, in hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>A set of pairs.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <returns>The set.</returns>
    /// <exception cref="LabException">A text of a pair is no prompt.</exception>
    public static PromptSet Of(IReadOnlyList<PromptPair> pairs)
    {
        CheckTexts(pairs.SelectMany(pair => new[] { pair.Clean, pair.Corrupt }));
        return new([.. pairs.Select(pair => new Prompt("", pair.Clean))], pairs: pairs);
    }

    /// <summary>
    /// Resolves what an experiment says of its prompts: the first <see cref="PromptSpec.PerFamily"/> of each family's
    /// <see cref="PromptSpec.Split"/>, in the source's order. In files of the published repository a family with fewer test prompts
    /// than that gives the first of its file, whatever their split, as the published script does.
    /// </summary>
    /// <param name="spec">The specification. Its pairs, if any, are not resolved here.</param>
    /// <param name="tokenizer">The tokenizer's name, for messages: its checkpoint's.</param>
    /// <param name="encode">Encodes a text with the tokenizer, as the experiment does. Single-token targets are those for which prompt and target together have just one token more than the prompt.</param>
    /// <returns>The prompts; with single-token targets each has its <see cref="Prompt.TargetId"/>.</returns>
    /// <exception cref="LabException">A text is no prompt, a setting has no meaning here, a path is missing or in no known format, a family has too few prompts, no prompt is left, or the specification has pairs.</exception>
    public static PromptSet Resolve(PromptSpec spec, string tokenizer, Func<string, IReadOnlyList<int>> encode)
    {
        if (spec.Pairs.Count > 0)
        {
            throw new LabException("The prompts of this experiment are pairs, which are no set of prompts. Only experiments that patch run over pairs: take [Pair] away, or patch.");
        }

        SettingsCheck.Check(spec);
        if (spec.Texts.Count > 0)
        {
            CheckTexts(spec.Texts);
            return new PromptSet([.. spec.Texts.Select(text => new Prompt("", text))]);
        }

        var (source, families) = Families(spec);
        var prompts = families.SelectMany(family => Select(spec, family, source, tokenizer, encode)).ToArray();
        return prompts.Length > 0
            ? new PromptSet(prompts, spec.SingleTokenTargets)
            : throw new LabException($"{source}: there is no {Described(spec, 1, tokenizer)} in it. Add families with such prompts.");
    }

    private static void CheckTexts(IEnumerable<string> texts)
    {
        foreach (var (index, text) in texts.Index())
        {
            if (PromptText.CharacterProblem(text) is { } problem)
            {
                throw new LabException($"Prompt {index + 1} {problem}.");
            }
        }
    }

    private static (string Source, IReadOnlyList<PromptFamily> Families) Families(PromptSpec spec)
    {
        if (spec.File is { } file)
        {
            return (file, PromptSource.Read(file, "[Prompts(File = ...)], which is relative to the project"));
        }

        var suite = spec.Suite ?? throw new LabException("The experiment has no prompts. Give it texts, a suite or a file.");
        return suite == Suite.TaskFamilies && Environment.GetEnvironmentVariable(TasksVariable) is { } tasks && !string.IsNullOrWhiteSpace(tasks)
            ? ($"{TasksVariable}={tasks.Trim()}", PromptSource.Read(Path.GetFullPath(tasks.Trim()), $"the environment variable {TasksVariable}"))
            : (suite.ToString(), PromptSource.Read(suite));
    }

    private static IEnumerable<Prompt> Select(PromptSpec spec, PromptFamily family, string source, string tokenizer, Func<string, IReadOnlyList<int>> encode)
    {
        var candidates = family.Of(spec.Split, spec.PerFamily);
        IReadOnlyList<Prompt> usable = spec.SingleTokenTargets ? [.. candidates.Select(prompt => WithTargetId(prompt, encode)).OfType<Prompt>()] : candidates;
        return usable.Count >= (spec.PerFamily ?? 0)
            ? usable.Take(spec.PerFamily ?? int.MaxValue)
            : throw new LabException(
                $"{source}: family '{family.Name}' has {usable.Count} {Described(spec, usable.Count, tokenizer)} and the experiment asks for PerFamily = {spec.PerFamily}. Ask for fewer, or add prompts.");
    }

    private static Prompt? WithTargetId(Prompt prompt, Func<string, IReadOnlyList<int>> encode)
    {
        if (prompt.Target is null)
        {
            return null;
        }

        var ids = encode(prompt.Text);
        var all = encode(prompt.Text + prompt.Target);
        return all.Count == ids.Count + 1 && all.Take(ids.Count).SequenceEqual(ids) ? prompt with { TargetId = all[^1] } : null;
    }

    private static string Described(PromptSpec spec, int count, string tokenizer) =>
        $"{spec.Split.ToString().ToLowerInvariant()} prompt{(count == 1 ? "" : "s")}{(spec.SingleTokenTargets ? $" whose target is one token of {tokenizer}'s tokenizer" : "")}";
}
