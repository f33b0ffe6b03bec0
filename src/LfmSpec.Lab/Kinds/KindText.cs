using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace LfmSpec.Lab.Kinds;

/// <summary>
/// A kind as a text that is another for every other result: the type, the module that defines it, and every public property. What is kept of a run is
/// known by it.
/// </summary>
internal static class KindText
{
    // A record that holds itself has no text.
    private const int DeepestNesting = 32;

    // Their version is that of the engine, which is a part of every key.
    private static readonly HashSet<Module> Known =
        [.. new[] { typeof(KindText), typeof(Models.CausalModel), typeof(ExperimentAttribute), typeof(TorchSharp.torch), typeof(object) }.Select(type => type.Module)];

    private static readonly string[] OfOthers = ["System.", "Microsoft.", "nunit.", "testhost", "LfmSpec.", "Verify.", "DiffEngine", "EmptyFiles", "FsCheck", "FSharp."];

    private static readonly ConcurrentDictionary<Assembly, IReadOnlyList<Module>> ReferredBy = new();

    /// <summary>The text of a kind.</summary>
    /// <param name="kind">An intervention, an observation, a measure or a summary.</param>
    /// <returns>The text, on one line.</returns>
    /// <exception cref="LabException">A property holds what has no text, such as a delegate.</exception>
    internal static string Of(object kind)
    {
        var text = new StringBuilder();
        AppendObject(text, kind, 0);
        return text.ToString();
    }

    /// <summary>The name of a type as source has it, without its type arguments.</summary>
    internal static string NameOf(Type type) => type.Name.Split('`')[0];

    private static void AppendObject(StringBuilder text, object value, int depth)
    {
        var type = value.GetType();
        text.Append(type.FullName);
        foreach (var module in Modules(type).Distinct().Where(module => !Known.Contains(module)))
        {
            text.Append(' ').Append(module.ModuleVersionId.ToString("N"));
        }

        text.Append(" {");
        CheckFields(type);
        foreach (var property in Properties(type))
        {
            text.Append(' ').Append(property.Name).Append(" = ");
            AppendValue(text, property.GetValue(value, BindingFlags.DoNotWrapExceptions, null, null, null), type, property.Name, depth);
            text.Append(';');
        }

        text.Append(" }");
    }

    private static void AppendValue(StringBuilder text, object? value, Type owner, string property, int depth)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string words:
                text.Append(JsonSerializer.Serialize(words));
                break;
            case char character:
                text.Append(CultureInfo.InvariantCulture, $"char {(int)character}");
                break;
            case bool truth:
                text.Append(truth ? "true" : "false");
                break;
            case Enum member:
                text.Append(CultureInfo.InvariantCulture, $"{member.GetType().Name}.{member}");
                break;
            case double or float or Half:
                text.Append(((IFormattable)value).ToString("R", CultureInfo.InvariantCulture));
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or Int128 or UInt128 or decimal:
                text.Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case IList items when value is not Array { Rank: > 1 }:
                AppendList(text, items, owner, property, depth);
                break;
            case not null when depth < DeepestNesting && IsRecord(value.GetType()):
                AppendObject(text, value, depth + 1);
                break;
            default:
                throw Unusable(value, owner, property);
        }
    }

    private static void AppendList(StringBuilder text, IList items, Type owner, string property, int depth)
    {
        if (depth >= DeepestNesting)
        {
            throw Unusable(items, owner, property);
        }

        text.Append('[');
        for (var index = 0; index < items.Count; index++)
        {
            text.Append(index == 0 ? "" : ", ");
            AppendValue(text, items[index], owner, property, depth + 1);
        }

        text.Append(']');
    }

    private static LabException Unusable(object value, Type owner, string property) => new(
        $"{NameOf(owner)}.{property} is of the type {NameOf(value.GetType())}, by which a result cannot be kept: two of them may be written alike and give other numbers. " +
        "Use numbers, strings, enums, records and lists of them as settings, and make what is computed from those a method or internal.");

    private static IEnumerable<PropertyInfo> Properties(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
        .OrderBy(property => property.Name, StringComparer.Ordinal);

    // A kind may call what lies in an assembly beside its own, and is another kind when that is built anew.
    private static IEnumerable<Module> Referred(Assembly assembly) => ReferredBy.GetOrAdd(assembly, static assembly =>
    {
        var (found, waiting) = (new HashSet<Module>(), new Stack<Assembly>([assembly]));
        while (waiting.TryPop(out var at))
        {
            foreach (var name in at.GetReferencedAssemblies().Where(name => !IsOfOthers(name.Name ?? "")))
            {
                var other = Assembly.Load(name);
                if (!Known.Contains(other.ManifestModule) && found.Add(other.ManifestModule))
                {
                    waiting.Push(other);
                }
            }
        }

        return [.. found.OrderBy(module => module.Name, StringComparer.Ordinal)];
    });

    // The platform, the packages that tests are made of, and LfmSpec: what of it computes is in the engine's version.
    private static bool IsOfOthers(string name) => name is "netstandard" or "mscorlib" or "LfmSpec" or "TorchSharp" || OfOthers.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    // Whoever derives from a type of another module, or fills in its type arguments, computes with that module's code too.
    private static IEnumerable<Module> Modules(Type type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            yield return at.Module;
            if (!Known.Contains(at.Module))
            {
                foreach (var module in Referred(at.Assembly))
                {
                    yield return module;
                }
            }

            foreach (var module in at.GetGenericArguments().SelectMany(Modules))
            {
                yield return module;
            }
        }
    }

    // What two of a kind may differ in and no property shows would be kept as one result.
    private static void CheckFields(Type type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            foreach (var field in at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                var isShown = field.Name.Split('<', '>') is ["", var property, "k__BackingField"]
                    && at.GetProperty(property, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly) is { GetMethod.IsPublic: true };
                if (!isShown)
                {
                    throw new LabException(
                        $"{NameOf(type)} keeps something in {field.Name.Split('<', '>').FirstOrDefault(part => part.Length > 0)}, which is no public property, so that results of two that differ in it would be taken for one another. Make it a public property, or make it anew where it is used.");
                }
            }
        }
    }

    // The compiler writes this method for every record, of a class or of a struct.
    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly, [typeof(StringBuilder)]) is not null;
}
