using System.Collections.Immutable;

namespace LfmSpec.Generators.Configuration;

/// <summary>
/// The keys of a <c>config.json</c>, taken as the loader of checkpoints takes them (<c>LfmSpec.Models.Checkpoints.ConfigurationFile</c>): null is as good as
/// missing where there is a default, and a value of another kind is a problem. The first problem is kept.
/// </summary>
/// <param name="members">The members of the object.</param>
internal sealed class ModelKeys(IReadOnlyDictionary<string, object?> members)
{
    // The ceiling keeps a wrong file from filling memory; the largest known model of these families has 80 blocks.
    private const int MaximumCount = 10_000;

    /// <summary>What is wrong, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Notes what is wrong, unless something was before.</summary>
    public void Report(string problem) => Problem ??= problem;

    /// <summary>Whether a key is there and not null.</summary>
    public bool Has(string name) => members.TryGetValue(name, out var value) && value is not null;

    /// <summary>Whether a key is there and null.</summary>
    public bool IsNull(string name) => members.TryGetValue(name, out var value) && value is null;

    /// <summary>A text, or null if there is none.</summary>
    public string? Text(string name) => Has(name) ? members[name] as string : null;

    /// <summary>A whole number from 1; 1 if there is none, which is a problem.</summary>
    public int Count(string name, int maximum = MaximumCount)
    {
        if (Has(name) && members[name] is long number && number >= 1 && number <= maximum)
        {
            return (int)number;
        }

        Report($"{name} is not a whole number from 1 to {maximum}");
        return 1;
    }

    /// <summary>A whole number from 1, or another value if the key has none.</summary>
    public int CountOr(int otherwise, string name, int maximum) => Has(name) ? Count(name, maximum) : otherwise;

    /// <summary>A number, or another value if the key has none.</summary>
    public double NumberOr(double otherwise, string name)
    {
        var number = !Has(name) ? otherwise : members[name] is long whole ? whole : members[name] as double? ?? double.NaN;
        if (!double.IsNaN(number) && !double.IsInfinity(number))
        {
            return number;
        }

        Report($"{name} is not a finite number");
        return otherwise;
    }

    /// <summary>A number above zero, or another value if the key has none.</summary>
    public double PositiveOr(double otherwise, string name)
    {
        var number = NumberOr(otherwise, name);
        if (number > 0)
        {
            return number;
        }

        Report($"{name} is not a number above zero");
        return otherwise;
    }

    /// <summary>True or false, or another value if the key has none.</summary>
    public bool FlagOr(bool otherwise, string name)
    {
        if (!Has(name) || members[name] is bool)
        {
            return members.TryGetValue(name, out var value) ? value as bool? ?? otherwise : otherwise;
        }

        Report($"{name} is not true or false");
        return otherwise;
    }

    /// <summary>A list, or none if the value is no list, which is a problem.</summary>
    public ImmutableArray<object?> List(string name)
    {
        if (members[name] is List<object?> list)
        {
            return [.. list];
        }

        Report($"{name} is not a list");
        return [];
    }
}
