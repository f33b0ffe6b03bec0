using System.Globalization;

namespace LfmSpec.Lab.Tables;

/// <summary>What a number must be before it may stand in a table.</summary>
internal static class TableNumber
{
    /// <summary>How much below 0 a KL may be: it is summed in double, of terms of some nats over the vocabulary.</summary>
    internal const double Rounding = 1e-9;

    /// <summary>Checks a number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="least">The least that it may be, with rounding.</param>
    /// <param name="what">What it is of, for the message.</param>
    /// <param name="bound">The least that it can be.</param>
    /// <exception cref="LabException">It is none, or cannot be.</exception>
    internal static void Check(double value, double least, string what, double bound = 0)
    {
        if (!double.IsFinite(value) || value < least)
        {
            throw new LabException(
                $"{what} is {value.ToString(CultureInfo.InvariantCulture)}, {(double.IsFinite(value) ? $"and it is {bound.ToString(CultureInfo.InvariantCulture)} or more" : "which is no number")}. " +
                "The run overflowed or its result is damaged: look at what is added or left out, at the weights, and at results that were kept (--no-cache).");
        }
    }
}
