using System.Globalization;

namespace LfmSpec;

/// <summary>A setting of an attribute, and the numbers that it takes.</summary>
/// <param name="Name">The property of the attribute, which the specification has under the same name.</param>
/// <param name="Takes">Whether a number can be used.</param>
/// <param name="Otherwise">Why another number cannot, and what to give instead: the end of a sentence.</param>
internal sealed record Setting(string Name, Func<double, bool> Takes, string Otherwise)
{
    /// <summary>A setting that takes any value of its type.</summary>
    public static Setting OfAnyValue(string name) => new(name, static _ => true, "");

    /// <summary>What is wrong with a number, or null.</summary>
    public string? Problem(double value) => Takes(value) ? null : $"{Name} = {value.ToString(CultureInfo.InvariantCulture)} cannot be used, as {Otherwise}";
}
