using System.Collections;
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
        var settings = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.DeclaringType == type || property.DeclaringType!.Assembly != typeof(KindWords).Assembly)
            .Where(property => property.SetMethod is not null && property.GetMethod!.GetBaseDefinition() == property.GetMethod)
            .Select(property => (property.Name, Value: property.GetValue(kind)))
            .Where(setting => setting.Value is IConvertible and not "" or IEnumerable and not string)
            .Select(setting => $"{Split(setting.Name)} {(setting.Value is IEnumerable and not string ? List((IEnumerable)setting.Value) : SafeText(setting.Value!))}")
            .ToArray();
        return Name(type) + (settings.Length == 0 ? "" : $" ({string.Join(", ", settings)})");
    }

    private static string Name(Type type) => Split(type.Name.Split('`')[0]) + (type.IsGenericType ? $" of {string.Join(" and ", type.GetGenericArguments().Select(Name))}" : "");

    private static string List(IEnumerable values) => $"[{string.Join(", ", values.Cast<object?>().Select(value => SafeText(value ?? "null")))}]";

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
