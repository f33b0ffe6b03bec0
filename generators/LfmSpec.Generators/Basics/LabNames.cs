namespace LfmSpec.Generators.Basics;

/// <summary>Where the lab's types are.</summary>
internal static class LabNames
{
    /// <summary>The lab's namespace, and its assembly's name.</summary>
    public const string Namespace = "LfmSpec.Lab";

    /// <summary>The promise that a kind is nothing with scale 0.</summary>
    public const string Scaled = "IScaled";

    // Beside the lab's other types, a file that uses the lab's namespace could not say Kl: the word and the type would be one name.
    private const string Measures = "Measures";

    /// <summary>The type of a name, as generated code writes it.</summary>
    public static string TypeOf(string name) => $"global::{Namespace}.{name}";

    /// <summary>The measure that a word names, without the lab's namespace.</summary>
    public static string Of(Metric? metric) => $"{Measures}.{metric}";
}
