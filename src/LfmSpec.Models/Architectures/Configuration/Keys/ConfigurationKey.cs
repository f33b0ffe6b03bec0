using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Architectures;

/// <summary>What becomes of a key of config.json.</summary>
internal enum KeyUse
{
    /// <summary>It is read, and the model follows it.</summary>
    Read,

    /// <summary>It changes no number, whatever it says.</summary>
    ChangesNothing,

    /// <summary>It is refused when it asks for what is not done here.</summary>
    Refused,
}

/// <summary>A key of config.json, as the classes of transformers 5.12 have it.</summary>
/// <param name="Name">The key.</param>
/// <param name="Use">What becomes of it.</param>
/// <param name="Why">What it is, or why leaving it out would give other numbers.</param>
internal sealed record ConfigurationKey(string Name, KeyUse Use, string Why)
{
    /// <summary>When it is refused, in words; empty for the others.</summary>
    internal string When { get; init; } = "";

    /// <summary>What a refused key says, after its name: null for a value that is done.</summary>
    internal Func<ConfigurationFile, string?> Problem { get; init; } = _ => null;

    internal static ConfigurationKey Read(string name, string why) => new(name, KeyUse.Read, why);

    internal static ConfigurationKey Nothing(string name, string why) => new(name, KeyUse.ChangesNothing, why);

    internal static ConfigurationKey Refused(string name, string when, string why, Func<ConfigurationFile, string?> problem) =>
        new(name, KeyUse.Refused, why) { When = when, Problem = problem };
}

/// <summary>
/// The keys of an architecture's config.json. One that stands in no list is one that transformers' class does not read: it cannot change the numbers, and
/// is passed over. That holds of transformers' own class only, so a file with code of its own or of another class is refused.
/// </summary>
/// <param name="Class">The class that is followed, as <c>architectures</c> names it.</param>
/// <param name="Own">The architecture's own keys.</param>
internal sealed record ConfigurationKeys(string Class, IReadOnlyList<ConfigurationKey> Own)
{
    /// <summary>All keys: those of every architecture, then its own.</summary>
    internal IEnumerable<ConfigurationKey> All => CommonKeys.All.Concat(Own);

    /// <summary>Refuses what a file asks for and is not done.</summary>
    /// <param name="json">The config.json.</param>
    /// <exception cref="CheckpointException">A key has such a value; the message names both.</exception>
    internal void Check(ConfigurationFile json)
    {
        // In any case: the first conversions of Llama have LLaMAForCausalLM.
        if (json.Has("architectures") && json.Texts("architectures") is { Count: > 0 } classes && classes.FirstOrDefault(name => !name.Equals(Class, StringComparison.OrdinalIgnoreCase)) is { } other)
        {
            throw json.Error($"architectures names '{other}', and what is run here is {Class}: another class has another head, or computes otherwise", $"Use a checkpoint of {Class}");
        }

        foreach (var key in All)
        {
            if (key.Problem(json) is { } problem)
            {
                throw json.Error($"{key.Name} {problem}: {key.Why}", "Use a checkpoint without it");
            }
        }
    }
}
