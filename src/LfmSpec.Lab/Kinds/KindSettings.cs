using System.Globalization;
using System.Reflection;

namespace LfmSpec.Lab;

/// <summary>Holds the settings of a kind to what their properties take, in the compiler's words: a specification can be made without it.</summary>
internal static class KindSettings
{
    /// <summary>Checks every setting that says what it takes.</summary>
    /// <param name="kind">An intervention, an observation, a measure or a summary.</param>
    /// <exception cref="LabException">A number is out of its bounds.</exception>
    internal static void Check(object kind)
    {
        foreach (var property in kind.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<TakesAttribute>() is { } takes
                && property.GetValue(kind) is { } value
                && takes.Problem(property.Name, Convert.ToDouble(value, CultureInfo.InvariantCulture)) is { } problem)
            {
                throw new LabException($"{problem}.");
            }
        }
    }
}
