using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace LfmSpec.Generators.Tests;

/// <summary>
/// Sources of experiments with attributes, arguments and values at random, each in a namespace of its own, some of one name: what C# takes, whether it makes
/// sense or not. Half of them are tame: what an attribute needs is there, and values are mostly such as people write. A seed gives the same source on
/// every machine.
/// </summary>
/// <param name="seed">The seed.</param>
internal sealed class RandomExperiments(int seed)
{
    private static readonly string[] Texts =
    [
        // The tame ones come first, as in the lists below.
        "a", "The capital of France is", "two words", "{ } {0} /* */ // #if", "*/", "class", "é", "\U0001F600", "a: b c", "d: e f", "a", "say \"hi\"\\", "line\nbreak", "\ttab", "ends ", " begins", "", " ", "\0", "\ud800", "\u2028",
        "\u202eright", "0-3", "all", "1,3-5", "conv", "attention", "0-", "99", "-1", "x.json", "../x.json", "data/tasks", "arithmetic",
        "Baseline", "Spec", "_1", "@", "Law_ScaleZeroIsClean", "Observe_Cka", "q_proj v_proj", "w1 w2", "all-linear", "out_proj", "problems", "preferences",
    ];

    private static readonly string[] Ranges = ["0", "0-2", "1,3", "2", "5-6", "4,8", "all", "attention", "conv", "12-13", "13-14", "3-1", "0-0", " 1 , 2 ", "x", ""];

    private static readonly string[] Integers = ["1", "2", "3", "5", "7", "13", "0", "14", "-1", "100", "1025", "int.MaxValue", "int.MinValue"];

    private static readonly string[] Doubles =
        ["1", "0.5", "-4", "1e-7", "1e300", "2.5", "0", "-0.0", "double.NaN", "double.PositiveInfinity", "double.Epsilon", "double.MaxValue", "0.1", "10"];

    private static readonly string[] Names = ["X", "@event", "Baseline", "Spec", "Großes", "名前", "X1", "ToString"];

    private static readonly (string Name, Func<RandomExperiments, string> Value)[] Where =
    [
        ("Layer", static random => random.Of(Integers)), ("Layers", static random => random.Text(Ranges)), ("Position", static random => random.Of(Integers)),
        ("Positions", static random => random.Text(Ranges)), ("AtPositions", static random => random.Text(Ranges)), ("Together", static random => random.Text(Texts)),
    ];

    private static readonly (string Name, Func<RandomExperiments, string> Value)[] Heads =
        [("Head", static random => random.Of(Integers)), ("Heads", static random => random.Text(Ranges))];

    private readonly Random _random = new(seed);
    private bool _isTame;

    /// <summary>Some experiments.</summary>
    public string Source(int count) => string.Join("\n", Enumerable.Range(0, count).Select(Experiment));

    private string Experiment(int index)
    {
        _isTame = _random.Next(2) == 0;
        var attributes = Enumerable.Range(0, _random.Next(1, _isTame ? 3 : 5)).Select(_ => Attribute()).ToList();
        if (_isTame && attributes.Exists(static attribute => attribute.StartsWith("Patch", StringComparison.Ordinal)))
        {
            attributes.Add("Pair(\"a\", \"b\")");
        }
        else if (_random.Next(3) == 0)
        {
            attributes.Add(Prompts());
        }

        var comment = _random.Next(3) == 0 ? $"/// <summary>{Of(["Why?", "a < b & c", "&#27;[2J", "<see cref=\"X\"/> of \"it\"", "", "{ 0 }"])}</summary>\n" : "";
        var lists = string.Join("", attributes.Select(attribute => $"[{attribute}]"));
        return $"namespace N{index} {{\n{comment}[{Call("Experiment", 0, ("Published", static random => random.Text(Texts)), ("AsPublished", static random => random.Text(Texts)), ("Long", static random => random.Flag()))}]"
            + $"{lists} {Of(["public", "internal", "public sealed"])} partial class {Of(Names)}{(_random.Next(10) == 0 ? "" : $"{index}")}; }}";
    }

    private string Attribute() => _random.Next(14) switch
    {
        0 or 1 or 2 => Call("Ablate", 1, [("Target", static random => random.Member<Component>()),
            ("With", static random => random.Member<Replacement>()), ("Pairs", static random => random.Flag()), ("Seed", static random => random.Of(Integers)), .. Where, .. Heads]),
        3 or 4 => Call("Steer", 2, [("Seed", static random => random.Of(Integers)), ("Scale", static random => random.Of(Doubles)), ("Toward", static random => random.Array()),
            ("From", static random => random.Array()), ("ControlSeed", static random => random.Of(Integers)), ("Unit", static random => random.Member<SteeringUnit>()),
            ("At", static random => random.Member<Place>()), ("Scales", static random => $"new double[] {{ {random.Of(Doubles)}, {random.Of(Doubles)} }}"), .. Where]),
        5 => Call("Patch", 0, [("Target", static random => random.Member<Component>()), ("Into", static random => random.Member<PatchInto>()),
            ("At", static random => random.Member<Place>()), .. Where, .. Heads]),
        6 => Call("Perturb", 1, [("Seed", static random => random.Of(Integers)), ("Scale", static random => random.Of(Doubles)), .. Where]),
        7 or 8 => Positional("Observe", Member<Quantity>(), ("Top", static random => random.Of(Integers)), ("Threshold", static random => random.Of(Doubles)),
            ("Permutations", static random => random.Of(Integers)), ("Seed", static random => random.Of(Integers)), ("Categories", static random => random.Array())),
        9 => Positional("Summarize", Member<Summary>(), ("Resamples", static random => random.Of(Integers)), ("Seed", static random => random.Of(Integers))),
        10 => Positional("Measure", Member<Metric>(), ("Over", static random => random.Member<Reduction>()), ("Within", static random => random.Of(Doubles))),
        11 => $"Pair({Text(Texts)}, {Text(Texts)})",
        _ => FineTune(),
    };

    private string FineTune() => Call("FineTune", 3, [
        ("Case", static random => random.Text(["a", "b", "attn_only", "x1", "B", "class", "", "a b", "a\nb"])),
        ("Targets", static random => random.Text(["w1 w2", "q_proj", "all-linear", "w1", "k_proj", "w3 w1", .. Texts])),
        ("Data", static random => random.Text(["arithmetic", "arithmetic", "instructions", "arithmetic", "instructions", "arithmetic", "problems", "preferences", "x.jsonl", "y"])),
        ("Method", static random => random.Member<TuningMethod>()), ("Loss", static random => random.Member<LossOver>()), ("Rank", static random => random.Of(Integers)),
        ("Steps", static random => random.Of(Integers)), ("Seeds", static random => random.Text(Ranges)), ("LearningRate", static random => random.Of(Doubles)),
        ("Layers", static random => random.Text(Ranges)), ("Beta", static random => random.Of(Doubles)), ("Samples", static random => random.Of(Integers))]);

    private string Prompts() => _random.Next(4) switch
    {
        0 => $"Prompts({string.Join(", ", Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Text(Texts)))})",
        1 => Positional("Prompts", "Suite.TaskFamilies", ("PerFamily", static random => random.Of(Integers)), ("Split", static random => random.Member<Split>())),
        2 => Call("Prompts", 1, ("File", static random => random.Text(Texts)), ("PerFamily", static random => random.Of(Integers))),
        _ => Positional("Prompts", "Suite.TaskFamilies", ("SingleTokenTargets", static random => random.Flag())),
    };

    private string Positional(string name, string first, params (string Name, Func<RandomExperiments, string> Value)[] settings) =>
        Arguments(0, settings) is { Length: > 0 } arguments ? $"{name}({first}, {arguments})" : $"{name}({first})";

    private string Call(string name, int needed, params (string Name, Func<RandomExperiments, string> Value)[] settings) =>
        Arguments(needed, settings) is { Length: > 0 } arguments ? $"{name}({arguments})" : name;

    // Of a tame attribute what it needs is there, which is first, and little besides.
    private string Arguments(int needed, (string Name, Func<RandomExperiments, string> Value)[] settings) => string.Join(", ", settings
        .Where((_, index) => _isTame ? index < needed || _random.Next(12) == 0 : _random.Next(index < 2 ? 2 : 6) == 0)
        .Select(setting => $"{setting.Name} = {setting.Value(this)}"));

    private string Of(string[] choices) => choices[_random.Next(_isTame && _random.Next(20) > 0 ? Math.Min(6, choices.Length) : choices.Length)];

    private string Flag() => _random.Next(2) == 0 ? "true" : "false";

    private string Text(string[] choices) => !_isTame && _random.Next(40) == 0 ? "null!" : SymbolDisplay.FormatLiteral(Of(choices), quote: true);

    private string Array() => !_isTame && _random.Next(20) == 0 ? "null" : $"new string[] {{ {string.Join(", ", Enumerable.Range(0, _random.Next(4)).Select(_ => Text(Texts)))} }}";

    private string Member<T>()
        where T : struct, Enum =>
        !_isTame && _random.Next(20) == 0 ? $"({typeof(T).Name})({_random.Next(-1, 99).ToString(CultureInfo.InvariantCulture)})" : $"{typeof(T).Name}.{Of(Enum.GetNames<T>())}";
}
