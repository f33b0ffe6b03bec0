using System.Globalization;

namespace LfmSpec;

/// <summary>
/// The numbers that a setting takes, on the property of a kind (an intervention, an observation, a measure, a summary). The compiler holds an attribute
/// to it at the argument, and the lab whatever is handed to it.
/// </summary>
/// <param name="otherwise">Why another number cannot be used, and what to give instead: the end of the sentence "Folds = 1 cannot be used, as ...".</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TakesAttribute(string otherwise) : Attribute
{
    /// <summary>Why another number cannot be used.</summary>
    public string Otherwise { get; } = otherwise;

    /// <summary>The least number.</summary>
    public double Least { get; set; } = double.MinValue;

    /// <summary>The largest number.</summary>
    public double Most { get; set; } = double.MaxValue;

    /// <summary>A number that is too small itself.</summary>
    public double Above { get; set; } = double.NegativeInfinity;

    /// <summary>A number that cannot be used though its neighbours can, such as 0 for a scale.</summary>
    public double Except { get; set; } = double.NaN;

    /// <summary>What is wrong with a number, or null. What is no number, or infinite, is never taken.</summary>
    internal string? Problem(string name, double value) =>
        value >= Least && value <= Most && value > Above && value != Except
            ? null
            : $"{name} = {value.ToString(CultureInfo.InvariantCulture)} cannot be used, as {Otherwise}";
}
