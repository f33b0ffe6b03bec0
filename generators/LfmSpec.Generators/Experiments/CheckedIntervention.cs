using System.Globalization;

namespace LfmSpec.Generators.Experiments;

/// <summary>One change at one block. Without a place it is what an attribute's sweep takes to each of its places.</summary>
/// <param name="Word">The vocabulary's word for it, or a user's own, which is the category of its test.</param>
/// <param name="Kind">The record that is made.</param>
/// <param name="Component">The component that it changes.</param>
/// <param name="UsualAt">The positions that the record has if none are given.</param>
internal sealed record CheckedIntervention(string Word, CheckedKind Kind, Component Component, CheckedPositions UsualAt)
{
    /// <summary>The block, from 0.</summary>
    public int Layer { get; init; }

    /// <summary>The head that it changes, or null.</summary>
    public int? Head { get; init; }

    /// <summary>The positions.</summary>
    public CheckedPositions At { get; init; } = UsualAt;

    /// <summary>What its name begins with.</summary>
    public string Stem { get; init; } = Word;

    /// <summary>What tells it in a name from others at the place: between the part and the positions, and at the end.</summary>
    public (string Label, string Ending) Names { get; init; } = ("", "");

    /// <summary>Properties by which its test is found, beside its place.</summary>
    public EquatableArray<(string Name, string Value)> Traits { get; init; } = [];

    /// <summary>What an ablation puts in the place of the value, or null.</summary>
    public Replacement? With { get; init; }

    /// <summary>Which run of a pair it patches, or null.</summary>
    public PatchInto? Into { get; init; }

    /// <summary>Whether it steers by a control's direction.</summary>
    public bool IsControl { get; init; }

    /// <summary>When it acts where a text is continued.</summary>
    public During During { get; init; }

    /// <summary>The block as names and categories write it, such as <c>L05</c>.</summary>
    public string LayerName => $"L{Layer.ToString("00", CultureInfo.InvariantCulture)}";

    /// <summary>What company and laws depend on.</summary>
    public Change Change => new()
    {
        Layer = Layer,
        Component = Component,
        Head = Head,
        Place = At.Place,
        Listed = At.Listed,
        Adds = Kind.Promises.Contains("IAdditive"),
        IsScaled = Kind.Promises.Contains(LabNames.Scaled),
        IsCausal = Kind.Promises.Contains("ICausal"),
        With = With,
        Into = Into,
        IsControl = IsControl,
        During = During,
        IsNoise = Word == "Perturb",
    };
}
