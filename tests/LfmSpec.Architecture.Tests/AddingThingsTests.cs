using System.Text.RegularExpressions;
using LfmSpec.Models.Tests;

namespace LfmSpec.Architecture.Tests;

/// <summary>What docs/adding-things.md counts: a kind of the lab's is its own file, and a line for its name. Another file that has to know of it has a reason that is written here.</summary>
public partial class AddingThingsTests
{
    private static readonly (string Folder, string Words)[] Rooms =
    [
        ("Interventions", "src/LfmSpec/Attributes"),
        ("Observations", "src/LfmSpec/Quantity.cs"),
        ("Measures", "src/LfmSpec/Metric.cs"),
        ("Summaries", "src/LfmSpec/Attributes/SummarizeAttribute.cs"),
    ];

    // A check at the attribute, or a sweep, that is more than bounds; a column that is there unless told; a law of one kind.
    private static readonly Dictionary<string, string[]> KnownElsewhere = new()
    {
        ["Ablation"] = ["AblationSweep", "InterventionExpander", "Intervention", "InterventionLaws", "InterventionText", "CaseList", "AblationSeries", "AttributeArgumentFix", "MethodChecker", "SettingsSweep", "BlockSelection"],
        ["Steering"] = ["SteeringSweep", "InterventionExpander", "Intervention", "InterventionLaws", "InterventionText", "Direction", "PromptTextsChecker", "CaseList", "PositionSelection"],
        ["Patching"] = ["PairSweep", "InterventionExpander", "Intervention", "InterventionLaws", "InterventionText", "CaseSpec", "InterventionDeclaration", "SpecificationCheck", "AttributeArgumentFix"],
        ["Perturbation"] = ["Intervention", "NoiseSweep", "InterventionExpander", "InterventionText"],
        ["LogitLens"] = ["ObservationsChecker"],
        ["VocabularyContribution"] = ["ObservationsChecker"],
        ["EmbeddingStructure"] = ["ObservationsChecker"],
        ["Kl"] = ["MeasuresChecker", "MethodChecker", "KeptMeasures", "Divergence", "Interaction", "MeasuredRows", "PromptLength", "ProbeShift"],
        ["Top1"] = ["MeasuresChecker", "KeptMeasures", "Divergence"],
        ["Interaction"] = ["MeasuresChecker"],
        ["Recovery"] = ["MeasuresChecker"],
        ["KlRecovery"] = ["MeasuresChecker"],
        ["TargetLogProbability"] = ["MeasuresChecker"],
        ["RankAgreement"] = ["SummariesChecker"],
        ["ConvAgainstAttention"] = ["SummariesChecker"],
    };

    private static readonly Dictionary<string, string> Sources = new[] { "src", "generators" }
        .SelectMany(root => Directory.EnumerateFiles(RepositoryFiles.Path(root), "*.cs", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(RepositoryFiles.Path(), file).Replace('\\', '/'))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.StartsWith("src/embedded/", StringComparison.Ordinal)
            && !file.StartsWith("src/LfmSpec.Cli/", StringComparison.Ordinal))
        .ToDictionary(file => file, file => Comment().Replace(File.ReadAllText(RepositoryFiles.Path(file)), ""));

    private static IEnumerable<string[]> Kinds => Rooms.SelectMany(room => Sources
        .Where(source => source.Key.StartsWith($"src/LfmSpec.Lab/{room.Folder}/", StringComparison.Ordinal))
        .SelectMany(source => Declaration().Matches(source.Value).Select(match => new[] { match.Groups[1].Value, source.Key, room.Words })));

    [Test]
    public void There_are_kinds_of_every_sort() =>
        Assert.That(Kinds.Select(kind => kind[2]).Distinct(), Is.EquivalentTo(Rooms.Select(room => room.Words)), "is a declaration written in another form than the test reads?");

    [TestCaseSource(nameof(Kinds))]
    public void A_kind_is_a_file_and_a_line(string kind, string file, string words)
    {
        var attribute = Attribute().Match(words == "src/LfmSpec/Attributes" ? string.Join("\n", Sources.Where(source => source.Key.StartsWith(words, StringComparison.Ordinal) && source.Value.Contains($"Kind => \"{kind}\"", StringComparison.Ordinal)).Select(source => source.Value)) : "");
        var name = attribute.Success ? $"{kind}|{attribute.Groups[1].Value}" : kind;
        var mentions = new Regex($@"(?:\b(?:new|is|not|nameof\(|typeof\(|record|class|Metric\.|Quantity\.|Summary\.|Measures\.)\s?|<|\(|, )(?:{name})\b(?!:)");
        var elsewhere = Sources
            .Where(source => source.Key != file && !source.Key.StartsWith(words, StringComparison.Ordinal) && mentions.IsMatch(source.Value))
            .Select(source => Path.GetFileNameWithoutExtension(source.Key));
        Assert.That(elsewhere.Except(KnownElsewhere.GetValueOrDefault(kind, [])), Is.Empty, $"{kind} is to be known to {file} and {words} alone; a reason for more is to be written above");
    }

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"public sealed record (\w+)[^;{]*?: (?:Intervention\(Layer\)|IObservation|IMeasure|ISummary)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"class (\w+) : InterventionAttribute")]
    private static partial Regex Attribute();
}
