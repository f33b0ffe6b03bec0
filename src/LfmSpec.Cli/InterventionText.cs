using LfmSpec.Lab;
using LfmSpec.Models;

namespace LfmSpec.Cli;

/// <summary>An intervention on the command line that cannot be read. The message says what is expected.</summary>
/// <param name="message">The message.</param>
internal sealed class InterventionTextException(string message) : Exception(SafeText.Message(message));

/// <summary>
/// Interventions as the command line writes them, in the words of the attributes: <c>--ablate 5:mlp,with=mean</c>,
/// <c>--head 4:11</c>, <c>--skip 3</c>, <c>--steer 5:seed=42,scale=-4,unit=residualnorm,at=last</c>, <c>--perturb 5:seed=42</c>.
/// </summary>
internal static class InterventionText
{
    /// <summary>Reads <c>LAYER:COMPONENT[,with=...][,at=...]</c>.</summary>
    internal static Intervention Ablation(string text)
    {
        var (layer, parts) = Split("--ablate", text, "LAYER:COMPONENT, such as 5:mlp");
        var options = Options("--ablate", text, parts.Skip(1), "with", "at", "during");
        var component = Choice<Component>("--ablate", text, parts[0]);
        if (component is Component.Head or Component.OutputSlice)
        {
            throw Unreadable("--ablate", text, $"which of them? Write {(component == Component.Head ? "--head" : "--slice")} {layer}:NUMBER");
        }

        return new Ablation(layer, component, options.Choice("with", Replacement.Zero)) { At = options.At(PositionSet.All), During = options.During() };
    }

    /// <summary>Reads <c>LAYER:HEAD[,with=...][,at=...]</c>.</summary>
    internal static Intervention Head(string text) => Numbered("--head", Component.Head, text);

    /// <summary>Reads <c>LAYER:SLICE[,with=...][,at=...]</c>: channels of the attention's output, as the published study took them for a head.</summary>
    internal static Intervention Slice(string text) => Numbered("--slice", Component.OutputSlice, text);

    /// <summary>Reads <c>LAYER:COMPONENT[,head=...][,into=corrupt|clean][,at=...]</c>.</summary>
    internal static Intervention Patching(string text)
    {
        var (layer, parts) = Split("--patch", text, "LAYER:COMPONENT, such as 5:block");
        var options = Options("--patch", text, parts.Skip(1), "head", "into", "at");
        var (component, head) = (Choice<Component>("--patch", text, parts[0]), options.Head());
        if ((component is Component.Head or Component.OutputSlice) != (head is not null))
        {
            throw Unreadable("--patch", text, head is null ? "which of them? Add head=NUMBER" : $"head= is of head and outputslice, and this patches the {component.ToString().ToLowerInvariant()}");
        }

        return new Patching(layer, component, options.Choice("into", PatchInto.Corrupt), head) { At = options.At(PositionSet.All), During = options.During() };
    }

    /// <summary>Reads <c>LAYER</c>.</summary>
    internal static Intervention Skip(string text) => new Ablation(Number("--skip", text, text), Component.Block, Replacement.Input);

    /// <summary>Reads <c>LAYER:seed=...,scale=...[,unit=...][,at=...]</c>: a random direction; or with a difference of means, without a seed that, with one its random control.</summary>
    internal static Intervention Steering(string text, DifferenceOfMeans? means = null)
    {
        var (layer, parts) = Split("--steer", text, "LAYER:seed=SEED,scale=SCALE, such as 5:seed=42,scale=-4");
        var options = Options("--steer", text, parts, "seed", "scale", "unit", "at", "during");
        SteeringDirection direction = means is null ? new RandomVector(options.Seed()) : options.HasSeed ? new RandomControl(means, options.Seed()) : means;
        return new Steering(layer, direction, options.Real("scale", null), options.Choice("unit", SteeringUnit.Length)) { At = options.At(PositionSet.Last), During = options.During() };
    }

    /// <summary>Reads <c>LAYER:seed=...[,scale=...]</c>.</summary>
    internal static Intervention Perturbation(string text)
    {
        var (layer, parts) = Split("--perturb", text, "LAYER:seed=SEED[,scale=0.01], such as 5:seed=42");
        var options = Options("--perturb", text, parts, "seed", "scale", "at", "during");
        return new Perturbation(layer, options.Seed(), options.Real("scale", Usual.NoiseScale)) { At = options.At(PositionSet.All), During = options.During() };
    }

    private static Ablation Numbered(string option, Component component, string text)
    {
        var (layer, parts) = Split(option, text, "LAYER:NUMBER, such as 4:11");
        var options = Options(option, text, parts.Skip(1), "with", "at", "during");
        return new Ablation(layer, component, options.Choice("with", Replacement.Zero), Number(option, text, parts[0])) { At = options.At(PositionSet.All), During = options.During() };
    }

    private static (int Layer, string[] Parts) Split(string option, string text, string form)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon + 1 < text.Length
            ? (Number(option, text, text[..colon]), text[(colon + 1)..].Split(','))
            : throw Unreadable(option, text, $"write {form}");
    }

    private static OptionValues Options(string option, string text, IEnumerable<string> parts, params string[] known)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts)
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !known.Contains(part[..equals], StringComparer.OrdinalIgnoreCase) || !values.TryAdd(part[..equals], part[(equals + 1)..]))
            {
                throw Unreadable(option, text, $"'{part}' is none of {string.Join(", ", known.Select(name => name + "="))}, or is given twice");
            }
        }

        return new OptionValues(option, text, values);
    }

    private static int Number(string option, string text, string number) =>
        NumberText.Whole(number, 0, int.MaxValue) ?? throw Unreadable(option, text, $"'{number}' is no number from 0 to {int.MaxValue}");

    private static T Choice<T>(string option, string text, string name)
        where T : struct, Enum =>
        Named<T>(name) ?? throw Unreadable(option, text, $"'{name}' is none of {string.Join(", ", Enum.GetNames<T>().Where(known => known != nameof(Component.Unspecified)).Select(known => known.ToLowerInvariant()))}");

    private static T? Named<T>(string name)
        where T : struct, Enum =>
        Enum.GetNames<T>().FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase) && known != nameof(Component.Unspecified)) is { } found ? Enum.Parse<T>(found) : null;

    private static InterventionTextException Unreadable(string option, string text, string why) => new($"{option} {text}: {why}.");

    private sealed class OptionValues(string option, string text, Dictionary<string, string> values)
    {
        internal T Choice<T>(string name, T otherwise)
            where T : struct, Enum => values.TryGetValue(name, out var value) ? InterventionText.Choice<T>(option, text, value) : otherwise;

        internal During During() => Choice("during", LfmSpec.During.Both);

        internal bool HasSeed => values.ContainsKey("seed");

        internal int? Head() => values.TryGetValue("head", out var value) ? Number(option, text, value) : null;

        internal long Seed() => !values.TryGetValue("seed", out var value)
            ? throw Unreadable(option, text, "it needs seed=NUMBER, so that it can be drawn again")
            : NumberText.Whole(value, long.MinValue, long.MaxValue) ?? throw Unreadable(option, text, $"the seed '{value}' is no whole number from {long.MinValue} to {long.MaxValue}");

        internal double Real(string name, double? otherwise) => !values.TryGetValue(name, out var value)
            ? otherwise ?? throw Unreadable(option, text, $"it needs {name}=NUMBER")
            : NumberText.Finite(value) ?? throw Unreadable(option, text, $"'{value}' is no number");

        // last, first, all, or positions joined by +, such as 1+3: the comma is taken.
        internal PositionSet At(PositionSet otherwise)
        {
            if (!values.TryGetValue("at", out var value))
            {
                return otherwise;
            }

            var numbers = value.Split('+').Select(part => NumberText.Whole(part, 0, int.MaxValue) ?? -1).ToArray();
            return numbers.All(number => number >= 0) && numbers.Distinct().Count() == numbers.Length ? PositionSet.Of(numbers)
                : Named<Place>(value) is { } place ? PositionSet.Of(place)
                : throw Unreadable(option, text, $"'{value}' is none of last, first, all, nor positions from 0, each once, such as 7 or 1+3");
        }
    }
}
