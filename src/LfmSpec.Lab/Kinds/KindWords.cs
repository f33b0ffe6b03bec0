using System.Globalization;
using System.Reflection;
using System.Text;

namespace LfmSpec.Lab.Kinds;

/// <summary>A kind of a user's own in words, where its type has none.</summary>
internal static class KindWords
{
    /// <summary>The type's name as words and the settings that are short, such as <c>project out (factor 0.5)</c>.</summary>
    internal static string Of(object kind)
    {
        var type = kind.GetType();
        var settings = type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => property.SetMethod is not null && property.GetMethod!.GetBaseDefinition() == property.GetMethod)
            .Select(property => (property.Name, Value: property.GetValue(kind)))
            .Where(setting => setting.Value is IConvertible and not "")
            .Select(setting => $"{Split(setting.Name)} {SafeText(setting.Value!)}")
            .ToArray();
        return Split(type.Name) + (settings.Length == 0 ? "" : $" ({string.Join(", ", settings)})");
    }

    private static string SafeText(object value) => Models.SafeText.Quote(Convert.ToString(value, CultureInfo.InvariantCulture), 40);

    // ProjectOut is "project out".
    private static string Split(string name)
    {
        var words = new StringBuilder();
        foreach (var (index, character) in name.Index())
        {
            words.Append(index > 0 && char.IsUpper(character) && !char.IsUpper(name[index - 1]) ? " " : "").Append(char.ToLowerInvariant(character));
        }

        return words.ToString();
    }
}
