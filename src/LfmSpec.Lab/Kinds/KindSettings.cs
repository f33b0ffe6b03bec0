using System.Globalization;
using System.Reflection;

namespace LfmSpec.Lab.Kinds;

/// <summary>Holds the settings of a kind to what their properties take, in the compiler's words: a specification can be made without it.</summary>
internal static class KindSettings
{
    /// <summary>Checks every setting that says what it takes.</summary>
    /// <param name="kind">An intervention, an observation, a measure or a summary.</param>
    /// <exception cref="LabException">A number is out of its bounds.</exception>
    internal static void Check(object kind)
    {
        if (Problem(kind) is { } problem)
        {
            throw new LabException($"{problem}.");
        }
    }

    /// <summary>What is wrong with the first setting that is out of its bounds, as a sentence without its end, or null.</summary>
    internal static string? Problem(object kind) => kind.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(property => property.GetCustomAttribute<TakesAttribute>() is { } takes && property.GetValue(kind) is IConvertible value
            ? takes.Problem(property.Name, value.ToDouble(CultureInfo.InvariantCulture))
            : property.PropertyType.IsEnum && property.GetIndexParameters().Length == 0 && property.GetMethod is { IsStatic: false } && property.GetValue(kind) is { } named && !IsKnown(property.PropertyType, named)
                ? $"{KindText.NameOf(kind.GetType())}: {property.Name} = {named} is no {property.PropertyType.Name}; give one of {string.Join(", ", Enum.GetNames(property.PropertyType))}"
            : null)
        .FirstOrDefault(problem => problem is not null);

    private static bool IsKnown(Type type, object value) => Enum.IsDefined(type, value) || type.GetCustomAttribute<FlagsAttribute>() is not null;
}
